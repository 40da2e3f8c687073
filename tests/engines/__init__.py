"""The whole journey in the engines of other browsers: Firefox's and Safari's."""
