# SPDX-License-Identifier: Apache-2.0
import json
import os

from . import _undercast


class Model:
    """A trained model. Model("built-in") is the one that is part of undercast; others are files that `undercast train`
    wrote. It can be pickled. Raises OSError for a file that cannot be read, ValueError for one that holds no model."""

    def __init__(self, path="built-in"):
        self._model = _undercast.open_model(os.fspath(path))

    @property
    def header(self):
        """What the file says of the model: options, training, scores."""
        return json.loads(self._model.header)

    def save(self, path, overwrite=False):
        """Writes a model file (.uc)."""
        _undercast.save_model(self._model, os.fspath(path), overwrite)

    def __getstate__(self):
        return self._model.to_bytes()

    def __setstate__(self, state):
        self._model = _undercast.model_of_bytes(state)

    def __repr__(self):
        return f"<undercast.Model {self.header.get('kind', '')}>"
