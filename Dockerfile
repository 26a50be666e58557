# SPDX-License-Identifier: Apache-2.0
# docker build -t undercast . ; docker run --rm -v "$PWD:/data" undercast fill cube.tif -o filled.tif --model built-in
FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git
COPY . /undercast
WORKDIR /undercast
RUN ./do package

FROM debian:bookworm-slim
# undercast-networks adds training; it brings LibTorch, a quarter of a gigabyte.
ARG PACKAGES="undercast undercast-networks"
COPY --from=build /undercast/build/package/packages /packages
RUN apt-get update && cd /packages && \
    apt-get install -y --no-install-recommends $(for name in $PACKAGES; do ls ./${name}_*.deb; done) && \
    rm -rf /packages /var/lib/apt/lists/*
WORKDIR /data
ENTRYPOINT ["undercast"]
