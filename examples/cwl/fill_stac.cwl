# SPDX-License-Identifier: Apache-2.0
# STAC in, STAC out: cwltool fill_stac.cwl --catalogue FOLDER [--entry collection.json] [--method linear]
# FOLDER holds a STAC collection, or item collection, of NDVI (asset NDVI; --asset names another).
cwlVersion: v1.2
$graph:
  - id: main
    class: Workflow
    inputs:
      catalogue: Directory
      entry: {type: string, default: collection.json}
      asset: {type: string, default: ndvi}
      model: {type: ["null", File]}
      method: {type: ["null", string]}
    steps:
      fill:
        run: "#fill"
        in: {catalogue: catalogue, entry: entry, asset: asset, model: model, method: method}
        out: [filled, lower, upper, provenance]
      export:
        run: "#export"
        in: {filled: fill/filled, lower: fill/lower, upper: fill/upper, provenance: fill/provenance}
        out: [folder]
    outputs:
      filled: {type: Directory, outputSource: export/folder}

  - id: fill
    class: CommandLineTool
    baseCommand: [undercast, fill]
    hints:
      SoftwareRequirement: {packages: {undercast: {version: ["0.1"]}}}
    arguments:
      - $(inputs.catalogue.path)/$(inputs.entry)
      - {prefix: --ndvi, valueFrom: $(inputs.asset)}
      - -o
      - filled.tif
      - --lower
      - lower.tif
      - --upper
      - upper.tif
      - --provenance
      - provenance.tif
      - --quiet
    inputs:
      catalogue: Directory
      entry: string
      asset: string
      model: {type: ["null", File], inputBinding: {prefix: --model}}
      method: {type: ["null", string], inputBinding: {prefix: --method}}
    outputs:
      filled: {type: File, outputBinding: {glob: filled.tif}}
      lower: {type: File, outputBinding: {glob: lower.tif}}
      upper: {type: File, outputBinding: {glob: upper.tif}}
      provenance: {type: File, outputBinding: {glob: provenance.tif}}

  - id: export
    class: CommandLineTool
    baseCommand: [undercast, export]
    hints:
      SoftwareRequirement: {packages: {undercast: {version: ["0.1"]}}}
    arguments: [--format, stac, -o, filled, --quiet]
    inputs:
      filled: {type: File, inputBinding: {position: 1}}
      lower: {type: File, inputBinding: {prefix: --lower}}
      upper: {type: File, inputBinding: {prefix: --upper}}
      provenance: {type: File, inputBinding: {prefix: --provenance}}
    outputs:
      folder: {type: Directory, outputBinding: {glob: filled}}
