/**
 * fnsift's public API.
 *
 * ```ts
 * import { openShippedData, scan, SCAN_DEFAULTS } from "fnsift";
 * const data = openShippedData();
 * const report = await scan(["build/checkout.zip"], SCAN_DEFAULTS, data);
 * data.advisories.close();
 * ```
 */
import { openPopularity } from "./advisories/popularity.ts";
import { SHIPPED_DATABASE, SHIPPED_POPULARITY } from "./advisories/shipped.ts";
import { openDatabase } from "./advisories/store.ts";
import type { ScanOptions, ScanPorts } from "./scan.ts";
import { DEFAULT_LIMITS } from "./unpack/limits.ts";

export { renderPopularity } from "./advisories/build/popularity.ts";
export { type BuildOptions, type BuildSummary, buildDatabase } from "./advisories/build.ts";
export { openPopularity } from "./advisories/popularity.ts";
export { verifyDatabase } from "./advisories/store/verify.ts";
export { type DatabaseMeta, openDatabase, readDatabaseMeta } from "./advisories/store.ts";
export { DatabaseError, EXIT, type ExitCode, ScanError, UsageError } from "./errors.ts";
export * from "./model.ts";
export type { Baseline } from "./policy/baseline.ts";
export type { FailOn, Level, Threshold } from "./policy/fail-on.ts";
export type { GateOptions } from "./policy/gate.ts";
export type { Override, Policy } from "./policy/policy.ts";
export type { WaivedPackage, Waiver } from "./policy/waivers.ts";
export type {
	AdvisoryIndex,
	Clock,
	PopularityIndex,
	Progress,
	PublishedSize,
	Registry,
	RegistryVersion,
} from "./ports.ts";
export { FORMATS } from "./report/index.ts";
export { type ScanOptions, type ScanPorts, scan } from "./scan.ts";
export type { Limits } from "./unpack/limits.ts";

/** What `fnsift scan` does without options. */
export const SCAN_DEFAULTS: ScanOptions = {
	layers: [],
	runtime: null,
	handler: null,
	limits: DEFAULT_LIMITS,
	gate: { failOn: null, allowGaps: false, omit: [], onlyFixable: false },
};

/** The advisory snapshot and the popular names that ship with fnsift; no registry, no progress. Close `advisories` after use. */
export function openShippedData(): ScanPorts {
	return {
		advisories: openDatabase(SHIPPED_DATABASE, "snapshot"),
		popularity: openPopularity(SHIPPED_POPULARITY),
		registry: null,
		clock: { now: () => new Date() },
		progress: { step() {} },
	};
}
