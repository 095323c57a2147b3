var MOVED = <<moved>>;
function handler(event) {
  var request = event.request;
  if (request.uri.startsWith('<<base>>/_till')) return { statusCode: 404, statusDescription: 'Not Found' };
  var to = Object.hasOwn(MOVED, request.uri) && MOVED[request.uri];
  return to ? { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: to } } } : request;
}
