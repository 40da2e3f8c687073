"""Static files: each under a name with its hash, JavaScript modules' imports included."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites ``import … from "./x.js"`` too, so a browser never mixes two releases' modules."""

    support_js_module_import_aggregation = True
