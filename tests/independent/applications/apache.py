"""Apache with Debian's libapache2-mod-auth-openidc, as its manual sets it up."""

from __future__ import annotations

from typing import Any

MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "include", "auth_openidc")
PAGE = '<!DOCTYPE html><html lang="en"><title>{title}</title><h1>{title}</h1>{rest}</html>'


def apache(site: Any) -> list[str]:
    """Write what it serves and how, and return the command that serves it."""
    pages = site.folder / "pages"
    (pages / "inside").mkdir(parents=True)
    (pages / "index.html").write_text(PAGE.format(title="Hello", rest='<a href="/inside/">Sign in</a>'))
    (pages / "bye").write_text(PAGE.format(title="Goodbye", rest=""))
    out = f'<a href="/inside/callback?logout={site.origin}/bye">Sign out</a>'
    who = '<p>Signed in as <!--#echo var="REMOTE_USER" --></p>'
    (pages / "inside" / "index.shtml").write_text(PAGE.format(title="Inside", rest=who + out))
    main = site.folder / "main.conf"
    main.write_text("\n".join(_lines(site, str(pages))))
    return ["apache2", "-D", "FOREGROUND", "-f", str(main)]


def _lines(site: Any, pages: str) -> list[str]:
    folder, told = site.folder, site.told
    return [
        f"ServerRoot {folder}",
        f"DefaultRuntimeDir {folder}",
        f"PidFile {folder}/pid",
        "ErrorLog /dev/stderr",
        f"ServerName 127.0.0.1:{site.port}",
        f"Listen 127.0.0.1:{site.port}",
        "User nobody",
        "Group nogroup",
        *(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES),
        "TypesConfig /etc/mime.types",
        f"DocumentRoot {pages}",
        "DirectoryIndex index.html index.shtml",
        f"<Directory {pages}>",
        "Require all granted",
        "Options +Includes",
        "AddType text/html .shtml",
        "AddOutputFilter INCLUDES .shtml",
        "</Directory>",
        "<Files bye>",
        "ForceType text/html",
        "</Files>",
        f"OIDCProviderMetadataURL {told['ISSUER']}/.well-known/openid-configuration",
        f"OIDCClientID {told['CLIENT_ID']}",
        f"OIDCClientSecret {told['CLIENT_SECRET']}",
        f"OIDCRedirectURI {site.origin}/inside/callback",
        "OIDCCryptoPassphrase kept-by-this-server-alone",
        "OIDCPKCEMethod S256",
        'OIDCScope "openid profile"',
        "OIDCRemoteUserClaim preferred_username",
        "<Location /inside>",
        "AuthType openid-connect",
        "Require valid-user",
        "</Location>",
        "",
    ]
