function handler(event) {
  event.request.headers['x-litfass-client'] = { value: event.viewer.ip };
  return event.request;
}
