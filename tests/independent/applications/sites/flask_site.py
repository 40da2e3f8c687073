"""A Flask application with Authlib, as its manual has it; it finds everything by discovery."""

import os
from urllib.parse import urlencode

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for
from werkzeug.wrappers import Response

ISSUER, ORIGIN = os.environ["ISSUER"], os.environ["ORIGIN"]
PAGE = '<!DOCTYPE html><html lang="en"><title>Flask</title>{}</html>'

app = Flask(__name__)
app.secret_key = "of this test alone"
handslag = OAuth(app).register(
    "handslag",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
)


@app.get("/")
def home() -> str:
    if "name" in session:
        return PAGE.format(f'<p>Signed in as {session["name"]}</p><a href="/sign-out">Sign out</a>')
    return PAGE.format('<a href="/sign-in">Sign in</a>')


@app.get("/sign-in")
def sign_in() -> Response:
    answered: Response = handslag.authorize_redirect(f"{ORIGIN}{url_for('callback')}")
    return answered


@app.get("/callback")
def callback() -> Response:
    tokens = handslag.authorize_access_token()
    told = handslag.userinfo(token=tokens)
    session["name"], session["id_token"] = told["preferred_username"], tokens["id_token"]
    return redirect("/")


@app.get("/sign-out")
def sign_out() -> Response:
    told = {"id_token_hint": session.pop("id_token"), "post_logout_redirect_uri": f"{ORIGIN}/bye"}
    session.clear()
    return redirect(f"{handslag.load_server_metadata()['end_session_endpoint']}?{urlencode(told)}")


@app.get("/bye")
def bye() -> str:
    return PAGE.format("<h1>Goodbye</h1>")


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]))
