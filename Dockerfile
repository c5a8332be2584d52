# The service with its built-in corpus: docker build -t isnad . && docker run --rm -p 8080:8080 isnad
#
# The root file system may be read-only (--read-only). To serve another snapshot, mount a folder that contains it as isnad.db at
# /data.

FROM docker.io/library/rust:1.95-bookworm AS build
WORKDIR /build

# A separate layer for the dependencies, compiled with an empty crate: it is rebuilt only when Cargo.toml or Cargo.lock changes.
# The artifacts of the empty crate are deleted, since Cargo compares modification times and could keep them.
COPY Cargo.toml Cargo.lock ./
COPY bench/Cargo.toml bench/
COPY fuzz/Cargo.toml fuzz/
RUN mkdir src bench/src \
    && touch bench/src/lib.rs \
    && echo '#![allow(missing_docs)]' > src/lib.rs \
    && echo '#![allow(missing_docs)] fn main() {}' > src/main.rs \
    && cargo build --profile dist --features full --locked \
    && cargo clean --profile dist --locked --package isnad \
    && rm -r src

COPY seed seed
COPY src src
COPY askama.toml ./
COPY templates templates
COPY messages messages
COPY assets assets
RUN cargo build --profile dist --features full --locked \
    && mkdir /data \
    && target/dist/isnad seed --from seed --database /data/isnad.db \
    && chmod 0444 /data/*


FROM docker.io/library/debian:bookworm-slim
LABEL org.opencontainers.image.title="Isnad" \
      org.opencontainers.image.description="REST API for structured claims from articles, with attribution and verbatim evidence" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"

RUN groupadd --gid 10001 isnad \
    && useradd --uid 10001 --gid isnad --no-log-init --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin isnad

COPY --from=build /build/target/dist/isnad /usr/local/bin/isnad
# Owned by root: the service only reads its snapshot.
COPY --from=build /data /data

ENV ISNAD_LISTEN=0.0.0.0:8080 \
    ISNAD_DATABASE=/data/isnad.db \
    ISNAD_LOG_FORMAT=json
EXPOSE 8080
# A numeric id lets an orchestrator verify that the user is not root.
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["isnad", "healthcheck"]
ENTRYPOINT ["isnad"]
CMD ["serve"]
