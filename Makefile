.PHONY: install build lint test run bench fuzz simulate simulate-alarms clean

ARGS ?=

run: build
	node --enable-source-maps dist/src/main.js $(ARGS)

# The linter works while tests wait for servers and disks, and after them where they do not; it says
# nothing where all is well.
test: build
	@nice npm run --silent lint & lint=$$!; npx mocha; tests=$$?; wait $$lint && exit $$tests

build: install
	npx tsc

lint: install
	npm run --silent lint

install: node_modules/.package-lock.json

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

bench: build
	node --enable-source-maps dist/test/bench/run.js $(ARGS)

fuzz: build
	node --enable-source-maps dist/test/fuzz/run.js $(ARGS)

simulate-alarms: build
	node --enable-source-maps dist/test/simulation/run-alarms.js $(ARGS)

simulate: build
	node --enable-source-maps dist/test/simulation/run.js $(ARGS)

clean:
	rm -rf dist node_modules
