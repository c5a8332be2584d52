# The service with its built-in corpus: docker build -t isnad . && docker run --rm -p 8080:8080 isnad
#
# The root file system may be read-only (--read-only). To serve another snapshot, mount its folder at /data, with the
# snapshot as isnad.db in it.

FROM docker.io/library/rust:1.95-bookworm AS build
WORKDIR /build

# The dependencies in a layer of their own, built with an empty crate in place of ours: it is built anew only when
# Cargo.toml or Cargo.lock changes. The empty crate's own artifacts go, since Cargo could take them for newer than
# sources that are dated before them.
COPY Cargo.toml Cargo.lock ./
COPY bench/Cargo.toml bench/
COPY fuzz/Cargo.toml fuzz/
RUN mkdir src bench/src \
    && touch bench/src/lib.rs \
    && echo '#![allow(missing_docs)]' > src/lib.rs \
    && echo '#![allow(missing_docs)] fn main() {}' > src/main.rs \
    && cargo build --release --locked \
    && cargo clean --release --locked --package isnad \
    && rm -r src

COPY seed seed
COPY src src
COPY askama.toml ./
COPY templates templates
COPY assets assets
RUN cargo build --release --locked \
    && mkdir /data \
    && target/release/isnad seed --from seed --database /data/isnad.db \
    && chmod 0444 /data/*


FROM docker.io/library/debian:bookworm-slim
LABEL org.opencontainers.image.title="Isnad" \
      org.opencontainers.image.description="Structured claims from articles, with who asserts them and the words they rest on, served over a REST API" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

RUN groupadd --gid 10001 isnad \
    && useradd --uid 10001 --gid isnad --no-log-init --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin isnad

COPY --from=build /build/target/release/isnad /usr/local/bin/isnad
# Root owns everything: the service reads its snapshot and writes nothing.
COPY --from=build /data /data

ENV ISNAD_LISTEN=0.0.0.0:8080 \
    ISNAD_DATABASE=/data/isnad.db \
    ISNAD_LOG_FORMAT=json
EXPOSE 8080
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["isnad", "healthcheck"]
ENTRYPOINT ["isnad"]
CMD ["serve"]
