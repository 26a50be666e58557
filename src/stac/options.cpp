// SPDX-License-Identifier: Apache-2.0
#include "stac/options.h"

namespace undercast {

void StacOptions::each(const OptionVisitor& visit) {
  visit("stac-api", &api, {.text = "address of the STAC API; empty: the usual address of the archive"});
  visit("sas-api", &sas_api,
        {.text = "address that issues tokens for the files (.../token); empty: the usual address of the archive, or "
                 "no tokens with --stac-api"});
  visit("radar-api", &radar_api,
        {.text = "address of the STAC API of --radar-source; empty: the usual address of that archive"});
  visit("sentinel1-collection", &sentinel1_collection,
        {.text = "collection of radiometrically terrain-corrected Sentinel-1 backscatter in linear power; empty: the "
                 "usual collection of the archive"});
  visit("connections", &connections,
        {.text = "images that are fetched at once; 0: 20, or the 4 that cdse allows", .min = 0, .max = 64});
  visit("max-cloud", &max_cloud_percent,
        {.text = "leave out Sentinel-2 images with more cloud according to the catalogue",
         .unit = "%",
         .min = 0,
         .max = 100});
  visit("failed-images", &failed_images,
        {.text = "what to do with images that cannot be fetched: stop before compositing, or leave them out and list "
                 "them in the cube",
         .choices = {"stop", "leave-out"}});
  visit("mask-asset", &mask_asset,
        {.text =
             "cloud mask in the place of SCL: the name of a file of each image in the catalogue, such as cloud; say "
             "with --mask-keep, --mask-min and --mask-max, or --mask-bits which of its values are clear; empty: SCL"});
  visit("raw", &raw,
        {.text = "folder that keeps the fetched parts of images, with items.json for `undercast composite --config`; "
                 "empty: beside the cube, until it is done"});
}

}  // namespace undercast
