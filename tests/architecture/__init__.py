"""The shape of the code, held by tests: directions, sizes, layout, texts, templates, migrations."""
