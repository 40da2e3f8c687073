// What works for the app while it is closed, in parts that know nothing of each other.
const SHELL = {{ shell|safe }};
const WORDS = {{ words|safe }};

{% include "devices/authenticator/worker/keeping.js" %}

{% include "devices/authenticator/worker/waking.js" %}
