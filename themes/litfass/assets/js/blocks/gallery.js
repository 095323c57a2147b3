import "../lightbox.js";
