# SPDX-License-Identifier: Apache-2.0
"""usage: test_interrupts.py PROGRAM PACKAGE_FOLDER"""
import concurrent.futures
import os
import re
import signal
import sys
import threading
import time
import unittest

import numpy as np

sys.path.insert(0, os.path.abspath(sys.argv[2]))
import undercast


def small(dates=20, rows=6, cols=5):
    days = np.datetime64("2018-01-01") + 8 * np.arange(dates)
    season = 0.5 + 0.3 * np.sin(np.arange(dates) / 4)[:, None, None] + np.zeros((rows, cols))
    return np.where(np.random.default_rng(1).random(season.shape) < 0.4, np.nan, season).astype(np.float32), days


class Interrupts(unittest.TestCase):
    """Ctrl-C, threads and exceptions while undercast works."""

    def test_several_threads_fill_at_once_and_ctrl_c_is_pythons_again(self):
        ndvi, days = small(rows=20, cols=20)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            fills = list(pool.map(lambda _: undercast.fill_array(ndvi, days, method="gaussian-process", threads=1).ndvi, range(8)))
        for fill in fills:
            np.testing.assert_array_equal(fill, fills[0])
        with self.assertRaises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)

    def test_a_fill_leaves_handlers_of_ctrl_c_as_they_were(self):
        def flags():
            with open("/proc/self/status") as file:
                masks = re.findall("Sig(?:Ign|Cgt):\\s*(.*)", file.read())
            return [int(mask, 16) >> (signal.SIGINT - 1) & 1 for mask in masks]
        self.addCleanup(signal.signal, signal.SIGINT, signal.default_int_handler)
        ndvi, days = small()
        for handler in (signal.SIG_IGN, signal.SIG_DFL, signal.default_int_handler):
            signal.signal(signal.SIGINT, handler)
            before = flags()
            undercast.fill_array(ndvi, days, method="linear")
            self.assertEqual(flags(), before)
        reading, writing = os.pipe()
        interrupted = []
        signal.signal(signal.SIGINT, lambda *_: interrupted.append(1) or os.write(writing, b"x"))
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        self.assertEqual(os.read(reading, 1), b"x")  # a read that began again by itself would never see the handler

    def test_ctrl_c_is_ignored_where_it_was(self):
        ndvi, days = small(dates=40, rows=40, cols=40)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            undercast.fill_array(ndvi, days, method="gaussian-process", progress=lambda *_: os.kill(os.getpid(), signal.SIGINT))
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def test_an_exception_in_one_thread_leaves_the_others_alone(self):
        ndvi, days = small(dates=40, rows=40, cols=40)
        began, thrown = threading.Event(), threading.Event()

        def wait(*_):
            began.set()
            thrown.wait(30)

        def refuse(*_):
            raise RuntimeError("enough")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            other = pool.submit(undercast.fill_array, ndvi, days, method="gaussian-process", progress=wait)
            began.wait(30)
            with self.assertRaisesRegex(RuntimeError, "enough"):
                undercast.fill_array(ndvi, days, method="gaussian-process", progress=refuse)
            thrown.set()
            self.assertTrue(np.isfinite(other.result().ndvi).all())

    def test_ctrl_c_ends_a_fill(self):
        ndvi, days = small(dates=40, rows=60, cols=60)
        calls = []

        def interrupt(*call):
            if not calls:
                os.kill(os.getpid(), signal.SIGINT)
            calls.append(call)
        with self.assertRaises(KeyboardInterrupt):
            undercast.fill_array(ndvi, days, method="gaussian-process", progress=interrupt)
        undercast.fill_array(ndvi, days, method="linear")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
