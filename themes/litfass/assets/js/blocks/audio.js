import "../timeline.js";
