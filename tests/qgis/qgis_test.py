#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The provider for QGIS, through qgis_process and within QGIS without a window. Exit code 77: there is no QGIS here.

usage: qgis_test.py PROGRAM
"""
import configparser
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
PLUGINS = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../qgis"))
# Debian's wrapper hands qgis_process an option of the desktop, which it refuses.
QGIS_PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
if not QGIS_PROCESS:
    print("skipped: there is no qgis_process here", file=sys.stderr)
    sys.exit(77)

HOME = tempfile.TemporaryDirectory()
sys.dont_write_bytecode = True
os.environ.update(
    QT_QPA_PLATFORM="offscreen",
    QGIS_PLUGINPATH=PLUGINS,
    QGIS_CUSTOM_CONFIG_PATH=HOME.name,
    XDG_RUNTIME_DIR=HOME.name,
    UNDERCAST=PROGRAM,
    PYTHONDONTWRITEBYTECODE="1",
)

try:
    from osgeo import gdal, ogr
    from qgis.core import (
        QgsApplication,
        QgsProcessingException,
        QgsProcessingFeatureSourceDefinition,
        QgsProcessingFeedback,
        QgsProcessingParameterDefinition,
        QgsProject,
        QgsRasterLayer,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QDate
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)

QgsApplication.setPrefixPath("/usr", True)
APP = QgsApplication([], False)
APP.initQgis()
sys.path[:0] = [PLUGINS, os.path.join(QgsApplication.pkgDataPath(), "python", "plugins")]
import processing
from processing.core.Processing import Processing
from processing.core.ProcessingConfig import ProcessingConfig

Processing.initialize()
from undercast import appearance, classFactory, parameters, program

COMMANDS = ["composite", "evaluate", "fields", "fill", "phenology"]
USAGE = {command["name"]: command for command in program.read_usage(PROGRAM)["commands"]}
PLUGIN = classFactory(None)
PLUGIN.initProcessing()


def qgis_process(*words):
    return subprocess.run([QGIS_PROCESS, *words], capture_output=True, text=True)


def values(path):
    return gdal.Open(path).ReadAsArray()


class Form(unittest.TestCase):
    """Parameters of the algorithms against what the program says of its options."""

    def option(self, command, name):
        return next(option for option in parameters.options_of(USAGE[command]) if option["name"] == name)

    def parameter(self, command, name):
        algorithm = QgsApplication.processingRegistry().algorithmById("undercast:" + command)
        return algorithm.parameterDefinition(name)

    def is_advanced(self, command, name):
        return bool(self.parameter(command, name).flags() & QgsProcessingParameterDefinition.FlagAdvanced)

    def test_every_option_has_a_parameter_with_its_text(self):
        self.assertEqual(sorted(found.name() for found in PLUGIN.provider.algorithms()), COMMANDS)
        for command in COMMANDS:
            for option in parameters.options_of(USAGE[command]):
                found = self.parameter(command, parameters.name_of(option))
                self.assertEqual(found.help(), option["description"])
                if option["required"] or option in USAGE[command]["arguments"]:
                    self.assertFalse(found.flags() & QgsProcessingParameterDefinition.FlagOptional, option["name"])

    def test_parameters_have_the_type_of_the_option(self):
        for command, name, kind in [
            ("fill", "cube", "raster"),
            ("fill", "output", "rasterDestination"),
            ("fill", "quicklook", "fileDestination"),
            ("fill", "method", "enum"),
            ("fill", "max_gap", "number"),
            ("fill", "radar", "boolean"),
            ("fill", "cube_start", "datetime"),
            ("fill", "memory", "string"),
            ("fields", "fields", "source"),
            ("fields", "output", "vectorDestination"),
            ("composite", "sentinel2", "file"),
        ]:
            self.assertEqual(self.parameter(command, name).type(), kind, name)
        gap = self.parameter("fill", "max_gap")
        self.assertEqual((gap.minimum(), gap.maximum(), gap.defaultValue()), (0, 100000, 0))
        self.assertEqual(self.parameter("fill", "method").options(), self.option("fill", "method")["choices"])
        self.assertTrue(self.parameter("evaluate", "protocol").allowMultiple())

    def test_what_most_runs_leave_as_it_is_is_advanced(self):
        for name in ("whittaker_lambda", "cube_start", "epochs", "threads", "co"):
            self.assertTrue(self.is_advanced("fill", name), name)
        for name in ("cube", "output", "model", "method", "lower", "screen"):
            self.assertFalse(self.is_advanced("fill", name), name)

    def test_a_value_that_is_the_default_is_left_out(self):
        for command in COMMANDS:
            for option in parameters.options_of(USAGE[command]):
                if "default" in option:
                    self.assertEqual(parameters.words_of(option, option["default"]), [], option["name"])

    def test_values_become_words(self):
        for command, name, value, words in [
            ("fill", "cube", "a b.tif", ["a b.tif"]),
            ("fill", "max-gap", 32, ["--max-gap=32"]),
            ("fill", "radar", False, ["--no-radar"]),
            ("fill", "co", "COMPRESS=DEFLATE\nLEVEL=9", ["--co=COMPRESS=DEFLATE", "--co=LEVEL=9"]),
            ("evaluate", "seeds", "0,1", ["--seeds=0,1"]),
            ("evaluate", "protocol", ["clouds", "spatial"], ["--protocol=clouds,spatial"]),
        ]:
            self.assertEqual(parameters.words_of(self.option(command, name), value), words)

    def test_the_plugin_has_the_version_of_the_program(self):
        said = configparser.ConfigParser()
        said.read(os.path.join(PLUGINS, "undercast", "metadata.txt"))
        words = subprocess.run([PROGRAM, "--version"], check=True, capture_output=True, text=True).stdout
        self.assertIn(said["general"]["version"], words.splitlines()[0])


class Feedback(QgsProcessingFeedback):
    """Keeps what it is given, and may cancel after the first line."""

    def __init__(self, cancels=False):
        super().__init__(False)
        self.cancels, self.lines, self.shares = cancels, [], []

    def setProgressText(self, text):  # noqa: N802
        self.lines.append(text)
        if self.cancels:
            self.cancel()

    def pushInfo(self, text):  # noqa: N802
        self.lines.append(text)

    def pushWarning(self, text):  # noqa: N802
        self.lines.append(text)


class Run(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scene = os.path.join(HOME.name, "scene.tif")
        subprocess.run([PROGRAM, "simulate", "-o", cls.scene, "--size", "32", "--steps", "24", "--quiet"], check=True)

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.cube = shutil.copy(self.scene, self.path("cube.tif"))

    def tearDown(self):
        QgsProject.instance().clear()
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def program(self, *words):
        subprocess.run([PROGRAM, *words, "--quiet"], check=True)

    def load(self, algorithm, **given):
        """Runs it as the toolbox does, and returns the layers that it loads, by their names."""
        processing.runAndLoadResults(algorithm, given, feedback=Feedback())
        return {layer.source(): layer for layer in QgsProject.instance().mapLayers().values()}

    def test_qgis_process_runs_each_command_as_the_program(self):
        self.assertEqual(qgis_process("plugins", "enable", "undercast").returncode, 0)
        listed = qgis_process("list").stdout
        for command in COMMANDS:
            self.assertIn(f"undercast:{command}", listed)
        outcome = qgis_process(
            "run", "undercast:fill", "--", f"cube={self.cube}", "model=built-in", f"output={self.path('by-qgis.tif')}"
        )
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)
        self.program("fill", self.cube, "--model", "built-in", "-o", self.path("by-program.tif"))
        self.assertTrue((values(self.path("by-qgis.tif")) == values(self.path("by-program.tif"))).all())

    def test_an_error_is_shown_whole_with_its_hint(self):
        said = subprocess.run(
            [PROGRAM, "fill", self.cube, "-o", self.cube, "--method", "linear"], capture_output=True, text=True
        ).stderr
        feedback = Feedback()
        with self.assertRaises(QgsProcessingException) as caught:
            processing.run(
                "undercast:fill", {"cube": self.cube, "method": "linear", "output": self.cube}, feedback=feedback
            )
        self.assertEqual(len(said.splitlines()), 2)
        self.assertIn(said.strip(), str(caught.exception))

    def test_filled_cubes_have_colours_classes_and_their_time(self):
        layers = self.load(
            "undercast:fill",
            cube=self.cube,
            method="linear",
            output=self.path("filled.tif"),
            provenance=self.path("provenance.tif"),
        )
        filled, provenance = layers[self.path("filled.tif")], layers[self.path("provenance.tif")]
        colours = filled.renderer().shader().rasterShaderFunction().colorRampItemList()
        self.assertEqual((colours[0].value, colours[-1].value), (-0.2, 1.0))
        self.assertEqual(filled.renderer().band(), 13)
        said = gdal.Open(self.path("provenance.tif")).GetMetadataItem("PROVENANCE")
        classes = [f"{found.value:.0f} {found.label}" for found in provenance.renderer().classes()]
        self.assertEqual(", ".join(classes), said)
        for layer in (filled, provenance):
            self.assertTrue(layer.temporalProperties().isActive())
            time_of_all = layer.temporalProperties().fixedTemporalRange()
            self.assertEqual(time_of_all.begin().date(), QDate(2018, 1, 1))
            self.assertEqual(time_of_all.end().date(), QDate(2018, 1, 1).addDays(24 * 8))

    def test_of_a_cube_with_radar_the_middle_date_of_ndvi_is_shown(self):
        layer = QgsRasterLayer(self.cube)
        appearance.show_raster(layer)
        bands = appearance.bands_of(self.cube)
        self.assertEqual(bands[-1][0][:3], "VH_")
        self.assertEqual(bands[layer.renderer().band() - 1][0], "NDVI_2018-04-07")
        self.assertEqual(layer.temporalProperties().fixedTemporalRange().end().date(), QDate(2018, 7, 12))

    def test_other_indices_have_a_ramp_over_their_values(self):
        cube = gdal.Open(self.cube, gdal.GA_Update)
        cube.GetRasterBand(1).SetMetadataItem("VALID_RANGE", "0,30")
        cube = None  # writes it
        layer = QgsRasterLayer(self.cube)
        appearance.show_raster(layer)
        self.assertNotEqual(layer.renderer().classificationMin(), -0.2)

    def test_seasons_are_shown_by_their_peak(self):
        self.program("simulate", "-o", self.cube, "--size", "32", "--steps", "60", "--overwrite")
        self.program("fill", self.cube, "--method", "linear", "-o", self.path("filled.tif"))
        layers = self.load("undercast:phenology", filled=self.path("filled.tif"), output=self.path("seasons.tif"))
        renderer = layers[self.path("seasons.tif")].renderer()
        self.assertEqual(appearance.bands_of(self.path("seasons.tif"))[renderer.band() - 1][0], "PEAK_2018_1")
        self.assertGreater(renderer.classificationMax(), renderer.classificationMin())

    def ids_in_series(self, selected):
        """The fields in the table of a layer that is not the first one of its file."""
        self.program("fill", self.cube, "--method", "linear", "-o", self.path("filled.tif"))
        fields = QgsVectorLayer(gdal_fields(self.cube) + "|layername=parcels", "parcels", "ogr")
        QgsProject.instance().addMapLayer(fields)
        if selected:
            fields.selectByExpression(f"id = '{selected}'")
        layers = self.load(
            "undercast:fields",
            filled=self.path("filled.tif"),
            fields=QgsProcessingFeatureSourceDefinition(fields.id(), bool(selected)),
            output=self.path("table.gpkg"),
        )
        series = layers[self.path("table.gpkg") + "|layername=series"]
        self.assertEqual(series.featureCount() % 24, 0)
        return {feature["id"] for feature in series.getFeatures()}

    def test_fields_are_those_of_the_layer(self):
        self.assertEqual(self.ids_in_series(None), {"a", "b"})

    def test_fields_are_those_that_are_selected_in_a_layer(self):
        self.assertEqual(self.ids_in_series("b"), {"b"})

    def test_a_table_of_scores_is_in_the_log(self):
        feedback = Feedback()
        results = processing.run(
            "undercast:evaluate",
            {"cube": self.cube, "method": ["linear"], "protocol": ["blocks-short"], "json": self.path("scores.json")},
            feedback=feedback,
        )
        with open(results["json"], encoding="utf-8") as scores:
            self.assertIn("linear", json.dumps(json.load(scores)))
        self.assertTrue(any(line.startswith("| linear") for line in feedback.lines))

    def test_a_cancelled_run_stops_and_writes_nothing(self):
        self.program("simulate", "-o", self.cube, "--size", "128", "--steps", "48", "--overwrite")
        with self.assertRaises(QgsProcessingException) as caught:
            processing.run(
                "undercast:fill",
                {"cube": self.cube, "method": "gaussian-process", "output": self.path("filled.tif")},
                feedback=Feedback(cancels=True),
            )
        self.assertIn("interrupted", str(caught.exception))
        self.assertFalse(os.path.exists(self.path("filled.tif")))


def gdal_fields(cube):
    """The path of a file whose second layer, parcels, holds two squares within a cube."""
    dataset = gdal.Open(cube)
    left, size, _, top, _, _ = dataset.GetGeoTransform()
    path = os.path.join(os.path.dirname(cube), "fields.gpkg")
    file = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    file.CreateLayer("no parcels", dataset.GetSpatialRef(), ogr.wkbPolygon)
    layer = file.CreateLayer("parcels", dataset.GetSpatialRef(), ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTString))
    for name, first in (("a", 2), ("b", 16)):
        xs, ys = (left + first * size, left + (first + 10) * size), (top - first * size, top - (first + 10) * size)
        corners = ", ".join(f"{xs[i]} {ys[j]}" for i, j in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)))
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["id"] = name
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({corners}))"))
        layer.CreateFeature(feature)
    return path


class Program(unittest.TestCase):
    """Where the program is."""

    def tearDown(self):
        os.environ["UNDERCAST"] = PROGRAM
        ProcessingConfig.setSettingValue(program.SETTING, "")
        PLUGIN.provider.refreshAlgorithms()

    def test_without_it_the_provider_says_what_to_do(self):
        os.environ["UNDERCAST"] = "/nowhere/undercast"
        PLUGIN.provider.refreshAlgorithms()
        self.assertEqual(PLUGIN.provider.algorithms(), [])
        self.assertIn("/nowhere/undercast is not a program: install undercast", PLUGIN.provider.warningMessage())

    def test_the_setting_comes_before_the_environment(self):
        os.environ["UNDERCAST"] = "/nowhere/undercast"
        ProcessingConfig.setSettingValue(program.SETTING, PROGRAM)
        PLUGIN.provider.refreshAlgorithms()
        self.assertEqual(len(PLUGIN.provider.algorithms()), len(COMMANDS))
        self.assertEqual(PLUGIN.provider.warningMessage(), "")

    def test_a_plugin_that_is_unloaded_leaves_nothing_and_comes_back(self):
        PLUGIN.unload()
        self.assertIsNone(QgsApplication.processingRegistry().providerById("undercast"))
        PLUGIN.initProcessing()
        self.assertEqual(len(PLUGIN.provider.algorithms()), len(COMMANDS))

    def test_what_is_no_undercast_is_refused(self):
        with self.assertRaisesRegex(program.ProgramError, "does not describe undercast"):
            program.read_usage("/bin/echo")

    def test_progress_is_that_of_the_program(self):
        feedback = QgsProcessingFeedback(False)
        for line, share in (("filling ...", 0), ("filling: 40 %, 12 s left", 40), ("filling: done in 20 s", 100)):
            program._show(line, feedback)
            self.assertEqual(feedback.progress(), share)


if __name__ == "__main__":
    code = 0 if unittest.main(argv=sys.argv[1:], exit=False).result.wasSuccessful() else 1
    os._exit(code)  # QGIS may crash where Python takes its objects apart at the end
