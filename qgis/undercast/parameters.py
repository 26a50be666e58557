# SPDX-License-Identifier: Apache-2.0
"""Options of `undercast --json-usage` become parameters of Processing, and their values words of a command line.

docs/formats.md lists the keys of an option."""
from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)
from qgis.PyQt.QtCore import Qt

# What a form has no use for: the log takes the place of the first two, a form that of a config, and an estimate has no output.
LEFT_OUT = ("quiet", "verbose", "config", "dry-run")
CAPITALS = ("ndvi", "vh", "vv", "nir", "scl", "crs", "json", "id")


def options_of(command):
    """The arguments and options that a form asks for."""
    options = [*command["arguments"], *command["options"]]
    return [option for option in options if not option.get("prints_and_ends") and option["name"] not in LEFT_OUT]


def name_of(option):
    return option["name"].replace("-", "_")


def label_of(option):
    words = " ".join(word.upper() if word in CAPITALS else word for word in option["name"].split("-"))
    unit = option.get("unit") if option["type"] in ("integer", "number") else None
    return words[0].upper() + words[1:] + (f" [{unit}]" if unit else "")


def is_optional(option):
    """An argument is what a command works on: a form asks for it, and offers the current layer."""
    return not option["required"] and "group" in option


def is_advanced(option):
    """Options under headings of their own, and numbers that are well as they are."""
    is_number = option["type"] in ("integer", "number")
    return is_optional(option) and (option["group"] != "Options" or (is_number and "default" in option))


def kind_of(option):
    """What a form shows in the place of the option."""
    held = option.get("holds", [""])[0]
    several = option["repeated"]
    if option["type"] == "choice":
        return "choices" if several else "choice"
    if option["type"] == "output_file":
        return {"raster": "raster output", "table": "table output"}.get(held, "file output")
    if several:
        return "text"
    if option["type"] == "input_file":
        return {"raster": "raster", "polygons": "polygons"}.get(held, "file")
    if option["type"] == "text" and held == "folder":
        return "folder"
    return option["type"] if option["type"] in ("flag", "integer", "number", "date") else "text"


def parameter_of(option):
    """The parameter of Processing."""
    parameter = _make(kind_of(option), option)
    parameter.setHelp(option["description"])
    if is_advanced(option):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
    return parameter


def _make(kind, option):
    name, label, fallback = name_of(option), label_of(option), option.get("default")
    optional = is_optional(option)
    if kind == "flag":
        return QgsProcessingParameterBoolean(name, label, fallback)
    if kind in ("choice", "choices"):
        return QgsProcessingParameterEnum(
            name, label, option["choices"], kind == "choices", fallback, optional and not fallback, True
        )
    if kind in ("integer", "number"):
        whole = kind == "integer"
        parameter = QgsProcessingParameterNumber(
            name,
            label,
            QgsProcessingParameterNumber.Integer if whole else QgsProcessingParameterNumber.Double,
            fallback,
            optional and fallback is None,
        )
        if "minimum" in option:
            parameter.setMinimum(option["minimum"])
        if "maximum" in option:
            parameter.setMaximum(option["maximum"])
        return parameter
    if kind == "date":
        return QgsProcessingParameterDateTime(name, label, QgsProcessingParameterDateTime.Date, None, optional)
    if kind == "raster":
        return QgsProcessingParameterRasterLayer(name, label, None, optional)
    if kind == "polygons":
        return QgsProcessingParameterFeatureSource(name, label, [QgsProcessing.TypeVectorPolygon], None, optional)
    if kind in ("file", "folder"):
        behavior = QgsProcessingParameterFile.File if kind == "file" else QgsProcessingParameterFile.Folder
        parameter = QgsProcessingParameterFile(name, label, behavior, "", None, optional)
        parameter.setFileFilter("")  # or else "built-in" is refused
        return parameter
    made_unasked = name == "output"
    if kind == "raster output":
        return QgsProcessingParameterRasterDestination(name, label, None, optional, made_unasked)
    if kind == "table output":
        return QgsProcessingParameterVectorDestination(
            name, label, QgsProcessing.TypeVector, None, optional, made_unasked
        )
    if kind == "file output":
        ending = option.get("ending") or "." + option["holds"][0]
        file_filter = f"{ending[1:].upper()} (*{ending})"
        return QgsProcessingParameterFileDestination(name, label, file_filter, None, optional, made_unasked)
    return QgsProcessingParameterString(name, label, _as_text(option, fallback), _has_lines(option), optional)


def _has_lines(option):
    return option.get("items") == "option"


def _as_text(option, value):
    """A value as the command line has it; of a list, the items as a form of text has them."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ("\n" if _has_lines(option) else ",").join(map(str, value))
    return str(value)


def words_of(option, value):
    """The words of the command line for a bool, a text, a number or a list. A default is left out."""
    fallback = option.get("default")
    if option["type"] == "flag":
        word = option["name"] if value else option.get("negation", "no-" + option["name"])
        return [] if value == fallback else ["--" + word]
    text = _as_text(option, value).strip()
    if not text or text == _as_text(option, fallback):
        return []
    if "group" not in option:
        return [text]
    return [f"--{option['name']}={item}" for item in (text.splitlines() if _has_lines(option) else [text]) if item]


def value_of(option, algorithm, parameters, context, feedback):
    """What the form holds for the option: layers are named by their files."""
    kind, name = kind_of(option), name_of(option)
    if kind == "flag":
        return algorithm.parameterAsBool(parameters, name, context)
    if kind == "choice":
        return algorithm.parameterAsEnumString(parameters, name, context)
    if kind == "choices":
        return algorithm.parameterAsEnumStrings(parameters, name, context)
    if kind == "integer":
        return None if _is_empty(parameters, name, option) else algorithm.parameterAsInt(parameters, name, context)
    if kind == "number":
        return None if _is_empty(parameters, name, option) else algorithm.parameterAsDouble(parameters, name, context)
    if kind == "date":
        return algorithm.parameterAsDateTime(parameters, name, context).date().toString(Qt.ISODate)
    if kind == "raster":
        layer = algorithm.parameterAsRasterLayer(parameters, name, context)
        return layer.source().split("|")[0] if layer else None
    if kind == "polygons":
        # Every other source is written to a file with this one layer, and with the selected features alone.
        return algorithm.parameterAsCompatibleSourceLayerPath(parameters, name, context, ["geojson"], "gpkg", feedback)
    if kind in ("raster output", "table output"):
        return algorithm.parameterAsOutputLayer(parameters, name, context)
    if kind == "file output":
        return algorithm.parameterAsFileOutput(parameters, name, context)
    return algorithm.parameterAsString(parameters, name, context)


def _is_empty(parameters, name, option):
    return parameters.get(name, option.get("default")) is None
