<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" classificationMin="-0.2" classificationMax="1" nodataColor="">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" minimumValue="-0.2" maximumValue="1" clip="0" labelPrecision="1">
          <item value="-0.2" label="-0.2" color="#fdefe3" alpha="255"/>
          <item value="-0.1" label="-0.1" color="#f1dbc4" alpha="255"/>
          <item value="0.0" label="0.0" color="#e5c6a5" alpha="255"/>
          <item value="0.1" label="0.1" color="#d5b481" alpha="255"/>
          <item value="0.2" label="0.2" color="#c4a357" alpha="255"/>
          <item value="0.3" label="0.3" color="#ad952f" alpha="255"/>
          <item value="0.4" label="0.4" color="#8e8905" alpha="255"/>
          <item value="0.5" label="0.5" color="#6e7d00" alpha="255"/>
          <item value="0.6" label="0.6" color="#4a7103" alpha="255"/>
          <item value="0.7" label="0.7" color="#276316" alpha="255"/>
          <item value="0.8" label="0.8" color="#0f5221" alpha="255"/>
          <item value="0.9" label="0.9" color="#004024" alpha="255"/>
          <item value="1.0" label="1.0" color="#042e22" alpha="255"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
