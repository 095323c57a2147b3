"""One small file for each platform that the till runs on."""
