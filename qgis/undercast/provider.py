# SPDX-License-Identifier: Apache-2.0
import os

from processing.core.ProcessingConfig import ProcessingConfig, Setting
from qgis.core import Qgis, QgsMessageLog, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithm import CommandAlgorithm
from .program import SETTING, ProgramError, find_program, read_usage

COMMANDS = ("composite", "fill", "evaluate", "phenology", "fields")


class UndercastProvider(QgsProcessingProvider):
    """Commands of the installed program, with the options that this program has."""

    def __init__(self):
        super().__init__()
        self.failure = ""

    def id(self):
        return "undercast"

    def name(self):
        return "undercast"

    def icon(self):
        return QIcon(os.path.join(os.path.dirname(__file__), "icon.svg"))

    def load(self):
        ProcessingConfig.settingIcons[self.name()] = self.icon()
        text = "Program undercast (empty: the variable UNDERCAST of the environment, then the PATH)"
        ProcessingConfig.addSetting(Setting(self.name(), SETTING, text, "", valuetype=Setting.FILE))
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self):
        ProcessingConfig.removeSetting(SETTING)

    def loadAlgorithms(self):  # noqa: N802
        """Processing calls it at the start, and again when its settings have changed."""
        self.failure = ""
        try:
            program = find_program(ProcessingConfig.getSetting(SETTING))
            usage = read_usage(program)
        except ProgramError as error:
            self.failure = str(error)
            QgsMessageLog.logMessage(self.failure, "undercast", Qgis.Warning)
            return
        for command in usage["commands"]:
            if command["name"] in COMMANDS:
                self.addAlgorithm(CommandAlgorithm(program, command))

    def warningMessage(self):  # noqa: N802
        return self.failure

    def supportedOutputRasterLayerExtensions(self):  # noqa: N802
        return ["tif"]

    def supportedOutputVectorLayerExtensions(self):  # noqa: N802: of tables
        return ["gpkg", "csv", "tsv", "parquet"]

    def supportedOutputTableExtensions(self):  # noqa: N802
        return self.supportedOutputVectorLayerExtensions()

    def defaultVectorFileExtension(self, hasGeometry=True):  # noqa: N802, N803
        return "gpkg"

    def supportsNonFileBasedOutput(self):  # noqa: N802
        return False
