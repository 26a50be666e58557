<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
      <colorPalette>
        <paletteEntry value="0" label="observed" color="#0072b2" alpha="255"/>
        <paletteEntry value="1" label="interpolated" color="#d07b00" alpha="255"/>
        <paletteEntry value="2" label="network" color="#009e73" alpha="255"/>
        <paletteEntry value="3" label="low trust" color="#cc79a7" alpha="255"/>
        <paletteEntry value="4" label="suspect" color="#e69f00" alpha="255"/>
        <paletteEntry value="5" label="provisional" color="#f0e442" alpha="255"/>
        <paletteEntry value="6" label="provisional low trust" color="#8c6d9c" alpha="255"/>
        <paletteEntry value="255" label="missing" color="#b9c2c6" alpha="255"/>
      </colorPalette>
    </rasterrenderer>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
