# SPDX-License-Identifier: Apache-2.0
from qgis.core import QgsApplication

from .provider import UndercastProvider


class UndercastPlugin:
    """Adds the provider to Processing, with or without a window."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None

    def initProcessing(self):  # noqa: N802: qgis_process calls it
        self.provider = UndercastProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):  # noqa: N802
        self.initProcessing()
        if self.provider.warningMessage():
            self.iface.messageBar().pushWarning("undercast", self.provider.warningMessage())

    def unload(self):
        QgsApplication.processingRegistry().removeProvider(self.provider)
