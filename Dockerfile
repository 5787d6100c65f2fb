# Two images. The last stage, the default, is Boxward: API, worker and migrations; the command chooses.
# `--target simulator` is the simulator, a stand-in for Box.
FROM node:24-bookworm-slim AS source
WORKDIR /app
COPY package.json package-lock.json ./
COPY portal/package.json portal/
COPY simulator/package.json simulator/
RUN npm ci
COPY . .

FROM source AS simulator-build
RUN npm run build:simulator

FROM node:24-bookworm-slim AS simulator-dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY simulator/package.json simulator/
RUN npm ci --omit=dev --workspace simulator

FROM node:24-bookworm-slim AS simulator
ENV NODE_ENV=production
WORKDIR /app
COPY --from=simulator-dependencies /app/node_modules node_modules
COPY --from=simulator-build /app/simulator/dist simulator/dist
COPY simulator/package.json simulator/
USER node
EXPOSE 8099
CMD ["node", "simulator/dist/main.js", "--host", "0.0.0.0", "--port", "8099"]

FROM source AS boxward-build
RUN npm run build

FROM node:24-bookworm-slim AS boxward-dependencies
WORKDIR /app
# The folders of the workspaces are left out: npm would install packages that only the portal's browser code uses.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false

FROM node:24-bookworm-slim AS boxward
ENV NODE_ENV=production NODE_OPTIONS=--max-old-space-size=1024
WORKDIR /app
COPY --from=boxward-dependencies /app/node_modules node_modules
COPY --from=boxward-build /app/dist dist
COPY package.json ./
USER node
EXPOSE 3000
CMD ["node", "dist/src/server.js"]
