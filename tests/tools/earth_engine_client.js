// SPDX-License-Identifier: Apache-2.0
// The graph of a retrieval as Earth Engine's own JavaScript client builds and writes it.
// node earth_engine_client.js ALGORITHMS OPTIONS: JSON of the options; the graph goes to stdout.
const fs = require('fs');
const http = require('http');
const ee = require('@google/earthengine');

const algorithms = fs.readFileSync(process.argv[2]);
const o = JSON.parse(process.argv[3]);

function runs(classes) {
  const ranges = [], singles = [];
  for (let i = 0; i < classes.length;) {
    let last = i;
    while (last + 1 < classes.length && classes[last + 1] === classes[last] + 1) ++last;
    (last > i ? ranges : singles).push([classes[i], classes[last]]);
    i = last + 1;
  }
  return ranges.concat(singles);
}

function isAnyOf(scl, classes) {
  return runs(classes)
      .map(([first, last]) => first === last ? scl.eq(first) : scl.gte(first).and(scl.lte(last)))
      .reduce((a, b) => a.or(b));
}

function clear(image) {
  if (o.mask === 'cloud-score') return image.select(['cs_cdf']).gte(o.cloudScore);
  if (o.mask === 'cloud-probability')
    return ee.Image(image.get('cloud_mask')).select(['probability']).lt(o.cloudProbability);
  if (o.mask === 'qa60') return image.select(['QA60']).bitwiseAnd(3072).eq(0);
  const scl = image.select(['SCL']);
  const cloud = [3, 8, 9, 10].filter(c => !o.sclKeep.includes(c));
  const kept = isAnyOf(scl, o.sclKeep);
  if (o.dilation === 0 || cloud.length === 0) return kept;
  const near = isAnyOf(scl, cloud).focalMax({radius: o.dilation, kernelType: 'circle', units: 'meters'});
  return kept.and(near.not());
}

function graph() {
  const area = o.rings.length === 1 ? ee.Geometry.Polygon(o.rings, null, false)
      : ee.Geometry.MultiPolygon(o.rings.map(ring => [ring]), null, false);
  const found = (id, period) => ee.ImageCollection(id).filterBounds(area).filterDate(o.first, o.end)
      .filterDate(period[0], period[1]);
  const guard = band => ee.ImageCollection(
      [ee.Image.constant(0).rename([band]).toFloat().updateMask(ee.Image.constant(0))]);
  const optical = period => {
    let images = found('COPERNICUS/S2_SR_HARMONIZED', period);
    if (o.mask === 'cloud-score')
      images = images.map(image => image.linkCollection(
          ee.ImageCollection('GOOGLE/CLOUD_SCORE_PLUS/V1/S2_HARMONIZED'), ['cs_cdf']));
    if (o.mask === 'cloud-probability')
      images = ee.ImageCollection(ee.Join.saveFirst('cloud_mask').apply(
          images, found('COPERNICUS/S2_CLOUD_PROBABILITY', period),
          ee.Filter.equals({leftField: 'system:index', rightField: 'system:index'})));
    const ndvi = images.map(image => image.updateMask(clear(image)).normalizedDifference(['B8', 'B4'])
        .rename(['NDVI']).toFloat());
    const all = ndvi.merge(guard('NDVI'));
    return o.ndvi === 'max' ? all.max() : all.median();
  };
  const radar = (period, band) => {
    let images = ee.ImageCollection(o.power ? 'COPERNICUS/S1_GRD_FLOAT' : 'COPERNICUS/S1_GRD').filterBounds(area)
        .filterDate(o.first, o.end).filter(ee.Filter.eq('instrumentMode', 'IW'))
        .filter(ee.Filter.listContains('transmitterReceiverPolarisation', 'VH'));
    if (o.vv) images = images.filter(ee.Filter.listContains('transmitterReceiverPolarisation', 'VV'));
    if (o.orbit !== 'both') images = images.filter(ee.Filter.eq('orbitProperties_pass', o.orbit.toUpperCase()));
    const mean = images.filterDate(period[0], period[1]).map(image => {
      let values = image.select([band]);
      const floor = o.power ? Math.pow(10, o.floor / 10) : o.floor;
      if (band === 'VH') values = values.updateMask(values.gte(floor));
      if (o.bilinear) values = values.resample('bilinear');
      return values.toFloat();
    }).merge(guard(band)).mean();
    return o.power ? mean.log10().multiply(10) : mean;
  };
  const images = [], names = [];
  o.periods.forEach((period, number) => {
    const digits = String(number).padStart(2, '0');
    images.push(optical(period));
    names.push('NDVI_' + digits);
    for (const band of o.vv ? ['VH', 'VV'] : ['VH']) {
      images.push(radar(period, band));
      names.push(band + '_' + digits);
    }
  });
  return ee.ImageCollection.fromImages(images).toBands().rename(names).unmask(-9999, false).toFloat();
}

// The client asks the service for its algorithms before it builds anything.
const server = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(request.url.includes('algorithms') ? algorithms : '{}');
});
server.listen(0, '127.0.0.1', () => {
  ee.data.setAuthToken('', 'Bearer', 'none', 3600, [], undefined, false);
  ee.initialize('http://127.0.0.1:' + server.address().port, null, () => {
    process.stdout.write(JSON.stringify(ee.Serializer.toCloudApiJSON
        ? JSON.parse(ee.Serializer.toCloudApiJSON(graph())) : ee.Serializer.encodeCloudApi(graph())), () => process.exit(0));
  }, error => {
    console.error(String(error));
    process.exit(1);
  }, null, 'some-project');
});
