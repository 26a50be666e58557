# SPDX-License-Identifier: Apache-2.0
"""A provider of undercast for Processing. QGIS calls classFactory() when it starts the plugin."""


def classFactory(iface):  # noqa: N802: the name is QGIS's
    from .plugin import UndercastPlugin

    return UndercastPlugin(iface)
