# SPDX-License-Identifier: Apache-2.0
import html
import itertools
import shlex

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingException

from .appearance import further_layers, new_appearance
from .parameters import kind_of, label_of, name_of, options_of, parameter_of, value_of, words_of
from .program import ProgramError, run_program


class CommandAlgorithm(QgsProcessingAlgorithm):
    """A command of the program as an algorithm."""

    def __init__(self, program, command):
        super().__init__()
        self.program, self.command = program, command

    def createInstance(self):  # noqa: N802
        return CommandAlgorithm(self.program, self.command)

    def name(self):
        return self.command["name"]

    def displayName(self):  # noqa: N802
        return self.command["name"].capitalize()

    def shortDescription(self):  # noqa: N802
        return self.command["description"]

    def tags(self):
        return self.command["description"].lower().replace(",", "").split()

    def icon(self):
        return self.provider().icon()

    def shortHelpString(self):  # noqa: N802
        """The texts of the options, under their headings."""
        parts = [f"<p>{html.escape(self.command['description'])}.</p>"]
        by_heading = itertools.groupby(options_of(self.command), key=lambda option: option.get("group", "Options"))
        for heading, options in by_heading:
            if heading != "Options":
                parts.append(f"<h3>{html.escape(heading)}</h3>")
            for option in options:
                parts.append(f"<p><b>{html.escape(label_of(option))}</b>: {html.escape(option['description'])}</p>")
        return "\n".join(parts)

    def initAlgorithm(self, configuration=None):  # noqa: N802
        for option in options_of(self.command):
            self.addParameter(parameter_of(option))

    def processAlgorithm(self, parameters, context, feedback):  # noqa: N802
        words, written, layers = [self.program, self.command["name"]], {}, []
        for option in options_of(self.command):
            value = value_of(option, self, parameters, context, feedback)
            words += words_of(option, value)
            if option["type"] == "output_file" and value:
                written[name_of(option)] = value
                if kind_of(option) != "file output":
                    layers.append(value)
        feedback.pushCommandInfo(shlex.join(words))
        try:
            run_program(words, feedback)
        except ProgramError as error:
            raise QgsProcessingException(str(error)) from error
        for layer in layers:
            if context.willLoadLayerOnCompletion(layer):
                load_with_appearance(layer, context)
        return written


def load_with_appearance(layer, context):
    details = context.layerToLoadOnCompletionDetails(layer)
    details.setPostProcessor(new_appearance())
    for name in further_layers(layer):
        further = QgsProcessingContext.LayerDetails(name, details.project, name)
        context.addLayerToLoadOnCompletion(f"{layer}|layername={name}", further)
