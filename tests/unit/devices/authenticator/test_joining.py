"""Modules joined into one do what they did one by one, and what cannot be joined is refused."""

import re
import subprocess
from pathlib import Path

import pytest

from devices.authenticator.joining import CannotJoin, joined_modules, joined_styles
from devices.authenticator.shell import START, _text

NAMED = """
import { hello as greeting } from "./words/hello.js";
import * as numbers from "./numbers.js";

/** Not of use to a phone. */
export async function greet() {
  // Nor is this.
  return `${greeting} ${numbers.two}`;
}

console.log(await_(), await_.name, Object.keys(numbers).join());
function await_() {
  return greeting;
}
"""
HELLO = """
import { two } from "../numbers.js";

const secret = "of this module alone";
export const hello = "hello" + two;
"""
NUMBERS = """
export { three as third } from "./three.js";
export const two = 2;
"""
FILES = {
    "app/start.js": NAMED,
    "app/words/hello.js": HELLO,
    "app/numbers.js": NUMBERS,
    "app/three.js": "export class three {}\n",
}


def run(source: str, folder: Path) -> str:
    script = folder / "joined.mjs"
    script.write_text(source)
    return subprocess.run(
        ["node", str(script)], capture_output=True, text=True, check=True, timeout=30
    ).stdout.strip()


def test_joined_modules_do_what_they_did_one_by_one(tmp_path: Path) -> None:
    for name, source in FILES.items():
        file = tmp_path / "apart" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    (tmp_path / "apart" / "package.json").write_text('{"type": "module"}')
    apart = subprocess.run(
        ["node", str(tmp_path / "apart" / "app" / "start.js")],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )

    joined = run(joined_modules("app/start.js", FILES.__getitem__), tmp_path)

    assert joined == apart.stdout.strip() == "hello2 await_ third,two"


def test_the_phone_app_is_joined_whole_and_reads_as_a_module(tmp_path: Path) -> None:
    source = joined_modules(START, _text)

    assert "\nimport " not in source
    assert not re.search(r"^ *(//|/\*\*)", source, re.MULTILINE)
    (tmp_path / "app.mjs").write_text(source)
    subprocess.run(["node", "--check", str(tmp_path / "app.mjs")], check=True, timeout=30)


def test_what_is_loaded_later_is_found_from_where_the_joined_module_lies() -> None:
    files = {
        "app/start.js": 'import { a } from "./ui/a.js";\n',
        "app/ui/a.js": 'export const a = () => import("../b.js");\n',
    }

    assert 'import("./b.js")' in joined_modules("app/start.js", files.__getitem__)


@pytest.mark.parametrize(
    "source",
    [
        'import { b } from "./b.js";\n',
        'export * from "./c.js";\n',
        "export default 1;\n",
        "export let changing = 1;\n",
        "console.log(import.meta.url);\n",
        "await thing();\n",
        'import "./c.js";\n',
    ],
    ids=["a circle", "all", "default", "let", "meta", "await", "only run"],
)
def test_what_joining_does_not_know_is_refused(source: str) -> None:
    files = {
        "a.js": source,
        "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
        "c.js": "export const c = 1;\n",
    }

    with pytest.raises(CannotJoin):
        joined_modules("a.js", files.__getitem__)


def test_styles_are_joined_in_their_order_and_lead_nowhere_else() -> None:
    assert joined_styles(["b.css", "a.css"], {"a.css": "a {}", "b.css": "b {}"}.__getitem__) == "b {}\na {}"
    with pytest.raises(CannotJoin):
        joined_styles(["a.css"], {"a.css": "a { background: url(a.png) }"}.__getitem__)
