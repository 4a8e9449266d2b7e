// The style elements that GraphiQL's widgets make carry the page's nonce; they look for it under this name.
window.__webpack_nonce__ = document.getElementById("explorer").dataset.nonce;
