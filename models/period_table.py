#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes composites of a table of acquisitions at points: the median of NDVI, the mean in power of backscatter.

usage: period_table.py IN.csv OUT.csv DAYS
"""
import csv
import datetime
import math
import statistics
import sys


def values_of(rows, column):
    return [float(row[column]) for row in rows if row[column]]


def mean_in_power(decibels):
    return round(10 * math.log10(statistics.fmean(10 ** (value / 10) for value in decibels)), 3) if decibels else ""


def main():
    source, output, days = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(source, encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    start = min(datetime.date.fromisoformat(row["date"]) for row in rows)
    periods = {}
    for row in rows:
        period = (datetime.date.fromisoformat(row["date"]) - start).days // days
        periods.setdefault(row["id"], {}).setdefault(period, []).append(row)
    with open(output, "w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["id", "date", "ndvi", "vh_db", "vv_db", "lat", "lon"])
        for point, of_point in periods.items():
            for period, acquisitions in sorted(of_point.items()):
                ndvi = values_of(acquisitions, "ndvi")
                writer.writerow([point, start + datetime.timedelta(days=period * days), round(statistics.median(ndvi), 4) if ndvi else "",
                                 mean_in_power(values_of(acquisitions, "vh_db")), mean_in_power(values_of(acquisitions, "vv_db")),
                                 acquisitions[0]["lat"], acquisitions[0]["lon"]])


if __name__ == "__main__":
    main()
