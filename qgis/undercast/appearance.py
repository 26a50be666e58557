# SPDX-License-Identifier: Apache-2.0
"""How what the program has written looks in QGIS: colours, and the dates of the temporal controller."""
import collections
import datetime
import os
import re

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsDateTimeRange,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterBandStats,
    QgsRasterLayer,
    QgsRasterLayerTemporalProperties,
    QgsRasterShader,
    QgsRectangle,
    QgsSingleBandPseudoColorRenderer,
    QgsStyle,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime
from qgis.PyQt.QtXml import QDomDocument

SAMPLED_PIXELS = 250000

_of_date = re.compile(r"(\w+)_(\d{4}-\d{2}-\d{2})$")


class Appearance(QgsProcessingLayerPostProcessorInterface):
    """Gives a loaded raster its colours and its dates."""

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802
        if isinstance(layer, QgsRasterLayer):
            show_raster(layer)


# QGIS owns its part of each; these are the references of Python, without which it would forget them.
_kept = collections.deque(maxlen=100)


def new_appearance():
    _kept.append(Appearance())
    return _kept[-1]


def show_raster(layer):
    """The colours of NDVI or the classes of provenance, and the time that the bands cover; else a ramp."""
    bands = bands_of(layer.source())
    found = [_of_date.match(name) for name, _ in bands]
    if not all(found):
        _show_by_ramp(layer, next((i for i, (name, _) in enumerate(bands, 1) if name.startswith("PEAK_")), 1))
        return
    # Bands of other indices and of radar come after the first index.
    what = found[0][1]
    periods = [(match[2], days) for match, (_, days) in zip(found, bands) if match[1] == what]
    middle = 1 + len(periods) // 2
    if what == "PROVENANCE":
        _load_style(layer, "provenance", middle)
    elif what.startswith("LOOKS_") or not _is_like_ndvi(layer):
        _show_by_ramp(layer, middle)
    else:
        _load_style(layer, "ndvi", middle)
    _set_dates(layer, periods)


def further_layers(path):
    """The layers of a GeoPackage that QGIS does not load with the first one, as the series beside the fields."""
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    if dataset is None:  # a raster
        return []
    return [dataset.GetLayer(i).GetName() for i in range(1, dataset.GetLayerCount())]


def bands_of(path):
    """(name, days) of each band; 0: the file does not say, as that of provenance."""
    dataset = gdal.Open(path)
    bands = [dataset.GetRasterBand(i) for i in range(1, dataset.RasterCount + 1)]
    return [(band.GetDescription(), int(band.GetMetadataItem("PERIOD_DAYS") or 0)) for band in bands]


def _is_like_ndvi(layer):
    """Whether the values are of an index within the bounds that the program draws in the colours of NDVI."""
    dataset = gdal.Open(layer.source())
    said = dataset.GetRasterBand(1).GetMetadataItem("VALID_RANGE") or "-1,1"
    least, most = map(float, said.split(","))
    return least >= -1 and most <= 1.5


def _load_style(layer, name, band):
    with open(os.path.join(os.path.dirname(__file__), "styles", name + ".qml"), encoding="utf-8") as file:
        document = QDomDocument()
        document.setContent(file.read().replace('band="1"', f'band="{band}"'))
    layer.importNamedStyle(document)
    layer.emitStyleChanged()
    layer.triggerRepaint()


def _show_by_ramp(layer, band):
    """Viridis between the least and the greatest value of a band, where they differ."""
    wanted = QgsRasterBandStats.Min | QgsRasterBandStats.Max
    limits = layer.dataProvider().bandStatistics(band, wanted, QgsRectangle(), SAMPLED_PIXELS)
    if not limits.minimumValue < limits.maximumValue:
        return
    ramp = QgsStyle.defaultStyle().colorRamp("Viridis")
    function = QgsColorRampShader(limits.minimumValue, limits.maximumValue, ramp)
    function.classifyColorRamp(band=band, input=layer.dataProvider())
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
    renderer.setClassificationMin(limits.minimumValue)
    renderer.setClassificationMax(limits.maximumValue)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


def _set_dates(layer, periods):
    """The range of each band where QGIS can show bands by date (3.38), else the range of them all."""
    ranges = _ranges(periods)
    properties = layer.temporalProperties()
    if hasattr(properties, "setFixedRangePerBand"):
        properties.setMode(Qgis.RasterTemporalMode.FixedRangePerBand)
        properties.setFixedRangePerBand(dict(enumerate(ranges, 1)))
    else:
        properties.setMode(QgsRasterLayerTemporalProperties.ModeFixedTemporalRange)
        properties.setFixedTemporalRange(QgsDateTimeRange(ranges[0].begin(), ranges[-1].end(), True, False))
    properties.setIsActive(True)


def _ranges(periods):
    """The ranges of (date, days). A period without days lasts until the next; the last is as long as the last step."""
    begins = [datetime.date.fromisoformat(date) for date, _ in periods]
    steps = [after - begin for begin, after in zip(begins, begins[1:])] or [datetime.timedelta(days=1)]
    ends = [
        begin + (datetime.timedelta(days=days) if days else step)
        for (_, days), begin, step in zip(periods, begins, [*steps, steps[-1]])
    ]
    return [QgsDateTimeRange(_midnight(begin), _midnight(end), True, False) for begin, end in zip(begins, ends)]


def _midnight(day):
    return QDateTime(QDate(day.year, day.month, day.day), QTime(0, 0), Qt.UTC)
