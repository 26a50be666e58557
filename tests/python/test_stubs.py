# SPDX-License-Identifier: Apache-2.0
"""The stubs say what the module has. usage: test_stubs.py PROGRAM PACKAGE_FOLDER"""
import ast
import importlib.util
import inspect
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, sys.argv[2])
import undercast

STUBS = os.path.join(sys.argv[2], "undercast", "__init__.pyi")


def signature(function):
    """Names, kinds and defaults of the parameters, as a stub's `def` has them."""
    given = function.args
    names = [argument.arg for argument in given.args]
    defaults = [None] * (len(names) - len(given.defaults)) + [ast.literal_eval(value) for value in given.defaults]
    parameters = [(name, "positional", default) for name, default in zip(names, defaults)]
    parameters += [(argument.arg, "keyword", ast.literal_eval(value)) for argument, value in zip(given.kwonlyargs, given.kw_defaults)]
    return parameters + ([(given.kwarg.arg, "further", None)] if given.kwarg else [])


def found_signature(function):
    kinds = {inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional", inspect.Parameter.KEYWORD_ONLY: "keyword",
             inspect.Parameter.VAR_KEYWORD: "further"}
    return [(of.name, kinds[of.kind], None if of.default is of.empty else of.default) for of in inspect.signature(function).parameters.values()]


class Stubs(unittest.TestCase):
    def setUp(self):
        with open(STUBS) as file:
            self.body = [node for node in ast.parse(file.read()).body if isinstance(node, (ast.ClassDef, ast.FunctionDef))]

    def test_name_all_that_is_public(self):
        self.assertEqual({node.name for node in self.body} | {"__version__"}, set(undercast.__all__))
        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(STUBS), "py.typed")))

    def test_have_the_signatures_of_the_module(self):
        for node in self.body:
            found = getattr(undercast, node.name)
            if isinstance(node, ast.FunctionDef):
                self.assertEqual(signature(node), found_signature(found), node.name)
                continue
            methods = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
            for name, method in methods.items():
                of_class = inspect.getattr_static(found, name)
                self.assertEqual(signature(method), found_signature(getattr(of_class, "fget", of_class)), f"{node.name}.{name}")
            public = {name for name, value in vars(found).items() if not name.startswith("_") and callable(value)}
            self.assertLessEqual(public, set(methods) | set(getattr(found, "_fields", ())), node.name)
            if hasattr(found, "_fields"):
                self.assertEqual([item.target.id for item in node.body if isinstance(item, ast.AnnAssign)], list(found._fields))

    def test_every_public_function_says_what_it_takes_and_raises(self):
        for node in self.body:
            text = inspect.getdoc(getattr(undercast, node.name))
            self.assertTrue(text, node.name)
            if isinstance(node, ast.FunctionDef):
                for word in ("Returns", "Raises", "NaN"):
                    self.assertIn(word, text, node.name)

    @unittest.skipUnless(importlib.util.find_spec("mypy"), "there is no mypy here")
    def test_mypy_checks_a_call(self):
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "script.py")
            with open(script, "w") as out:
                out.write("import undercast\nundercast.fill_array([[[0.5]]], ['2020-01-01'], method='linear').ndvi.shape\n"
                          "undercast.fill_array([[[0.5]]], ['2020-01-01'], threads='all')  # type: ignore[arg-type]\n")
            ran = subprocess.run([sys.executable, "-m", "mypy", "--ignore-missing-imports", "--follow-imports=silent", "--warn-unused-ignores",
                                  f"--cache-dir={folder}/cache", script], capture_output=True, text=True,
                                 env={**os.environ, "MYPYPATH": sys.argv[2]})
            self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
