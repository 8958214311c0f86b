/** The service and a database file with the same records find the same things, version by version. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openApi } from "../../src/advisories/api.ts";
import { openPopularity } from "../../src/advisories/popularity.ts";
import { SHIPPED_DATABASE, SHIPPED_POPULARITY } from "../../src/advisories/shipped.ts";
import { openDatabase } from "../../src/advisories/store.ts";
import { match } from "../../src/match/index.ts";
import type { Bundle } from "../../src/model.ts";
import { NO_PROXY } from "../../src/net/fetcher.ts";
import type { AdvisoryIndex } from "../../src/ports.ts";
import { toGraph, toPackage } from "../match/graphs.ts";
import { serve } from "../registry/loopback.ts";
import { createService, type OsvRecord } from "./osv-service.ts";

const RECORDS = readFileSync("advisories/source/npm.ndjson", "utf8")
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line) as OsvRecord);

const BUNDLE = { files: [], visible: new Map(), gaps: [], read: () => undefined } as unknown as Bundle;
const progress = { step() {} };
const popularity = openPopularity(SHIPPED_POPULARITY);

/** Each bound that a record of the package draws, what is right beside it, and what no range can read. */
function listVersions(name: string): readonly string[] {
	const events = RECORDS.flatMap(({ affected }) => affected)
		.filter((one) => one.package.name === name)
		.flatMap(({ ranges = [], versions = [] }) => [
			...versions.slice(0, 3),
			...ranges.flatMap((range) => range.events.flatMap((event) => Object.values(event) as string[])),
		]);
	const bounds = [...new Set(events)].filter((version) => /^\d+\.\d+\.\d+/.test(version)).slice(0, 8);
	const beside = bounds.flatMap((version) => [
		version,
		version.replace(/^(\d+\.\d+\.)(\d+).*/, (_, start: string, patch: string) => `${start}${Number(patch) + 1}`),
		`${version.split("-")[0]}-alpha.1`,
	]);
	return [...beside, "0.0.0", "0.0.1", "999.0.0", "1.0.0-0", "not a version"];
}

it("for versions at and beside every bound of a tenth of the shipped packages", async () => {
	const names = [...new Set(RECORDS.flatMap(({ affected }) => affected.map((one) => one.package.name)))].sort();
	const packages = names
		.filter((_, index) => index % 10 === 3)
		.flatMap((name) => [...new Set(listVersions(name))].map((version) => toPackage(name, version)));
	const graph = toGraph([...packages, toPackage("no-version", null), toPackage(names[3] ?? "", null)], []);
	const { answer } = createService(RECORDS, { page: 5 });
	const { url } = await serve(answer);
	const service = openApi({ url, proxy: NO_PROXY, userAgent: "fnsift/test", cache: null, progress });
	const file = openDatabase(SHIPPED_DATABASE, "snapshot");
	const find = (index: AdvisoryIndex) => match({ graph, bundle: BUNDLE, index, popularity, progress });
	const [fromFile, fromService] = [await find(file), await find(service)];
	file.close();
	expect(fromService.findings).toEqual(fromFile.findings);
	expect(fromService.gaps).toEqual(fromFile.gaps);
	expect(packages.length).toBeGreaterThan(1500);
	expect(fromFile.findings.length).toBeGreaterThan(1000);
});
