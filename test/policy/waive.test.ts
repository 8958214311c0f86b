import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/model.ts";
import { parseWaivedPackage } from "../../src/policy/selector.ts";
import { waive } from "../../src/policy/waive.ts";
import type { Waiver } from "../../src/policy/waivers.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";
import { makeFinding, makePackage } from "../report/build.ts";

function waiver(ids: readonly string[], of?: string, parts: Partial<Waiver> = {}): Waiver {
	return {
		ids,
		package: of === undefined ? null : (parseWaivedPackage(of) ?? null),
		scope: [],
		reason: `because of ${ids.join()}`,
		expires: "2027-01-01",
		justification: null,
		source: { kind: "policy", file: "fnsift.yaml" },
		...parts,
	};
}

function finding(rule: string, aliases: readonly string[] = [], of = "minimist@1.2.0"): Finding {
	const [name = "", version = ""] = of.split("@");
	return makeFinding(makePackage(name, version), rule, { aliases });
}

/** The rules that are waived, with the first word of the ids that did it. */
function listWaived(findings: readonly Finding[], waivers: readonly Waiver[]): string[] {
	const { findings: marked } = waive(findings, waivers, () => false);
	expect(marked.map(({ waived, ...rest }) => rest)).toEqual(findings.map(({ waived, ...rest }) => rest));
	return marked.filter(({ waived }) => waived !== null).map(({ rule, name }) => `${rule} in ${name}`);
}

describe("waivers", () => {
	test("hold by rule, by any alias, in any case, and by finding id", () => {
		const one = finding("CVE-2021-44906", ["GHSA-xvch-5gv4-984h"]);
		const other = finding("CVE-2020-7598");
		for (const id of ["CVE-2021-44906", "cve-2021-44906", "GHSA-xvch-5gv4-984h", "ghsa-XVCH-5gv4-984h", one.id]) {
			expect(listWaived([one, other], [waiver([id])]), id).toEqual(["CVE-2021-44906 in minimist"]);
		}
		for (const id of ["CVE-2021-4490", "GHSA-xvch-5gv4-984", one.key, "minimist", "__proto__", "constructor"]) {
			expect(listWaived([one, other], [waiver([id])]), id).toEqual([]);
		}
	});

	test("hold for the package they name only", () => {
		const both = [finding("CVE-2026-1000"), finding("CVE-2026-1000", [], "qs@6.5.1")];
		expect(listWaived(both, [waiver(["CVE-2026-1000"])]).length).toBe(2);
		expect(listWaived(both, [waiver(["CVE-2026-1000"], "qs")])).toEqual(["CVE-2026-1000 in qs"]);
		expect(listWaived(both, [waiver(["CVE-2026-1000"], "qs@>6.5.1")])).toEqual([]);
	});

	test("never waive a record that holds several CVEs by one of them", () => {
		const record = finding("GHSA-many", ["CVE-2026-1001", "CVE-2026-1002"]);
		expect(listWaived([record], [waiver(["CVE-2026-1001"])])).toEqual([]);
		expect(listWaived([record], [waiver(["CVE-2026-1001"]), waiver(["CVE-2026-1002"])])).toEqual([]);
		expect(listWaived([record], [waiver(["CVE-2026-1001", "cve-2026-1002"])])).toEqual(["GHSA-many in minimist"]);
		expect(listWaived([record], [waiver(["GHSA-many"])])).toEqual(["GHSA-many in minimist"]);
		expect(waive([record], [waiver(["CVE-2026-1001"])], () => false).ambiguous).toEqual([
			{ waiver: waiver(["CVE-2026-1001"]), id: "CVE-2026-1001", package: "minimist", rules: ["GHSA-many"] },
		]);
	});

	test("do not hold by an alias that several findings of the package claim", () => {
		const claims = [finding("CVE-2026-1001", ["GHSA-both"]), finding("CVE-2026-1002", ["GHSA-both", "GHSA-own"])];
		const { findings, ambiguous } = waive(claims, [waiver(["GHSA-both"])], () => false);
		expect(findings.map(({ waived }) => waived)).toEqual([null, null]);
		expect(ambiguous.map(({ id, rules }) => [id, rules])).toEqual([
			["GHSA-both", ["CVE-2026-1001", "CVE-2026-1002"]],
			["GHSA-both", ["CVE-2026-1001", "CVE-2026-1002"]],
		]);
		expect(listWaived(claims, [waiver(["GHSA-own"])])).toEqual(["CVE-2026-1002 in minimist"]);
		expect(listWaived(claims, [waiver(["GHSA-both", "GHSA-own"])])).toEqual(["CVE-2026-1002 in minimist"]);
		const elsewhere = [claims[0]!, finding("CVE-2026-1002", ["GHSA-both"], "qs@6.5.1")];
		expect(listWaived(elsewhere, [waiver(["GHSA-both"])]).length).toBe(2);
	});

	test("hold by a record's own id for that record, whoever else claims it", () => {
		const claims = [finding("GHSA-own", ["CVE-2026-1", "CVE-2026-2"]), finding("CVE-2026-1003", ["GHSA-own"])];
		expect(listWaived(claims, [waiver(["GHSA-own"])])).toEqual(["GHSA-own in minimist"]);
	});

	test("count what they accept; the first that holds does", () => {
		const findings = [finding("CVE-2026-1000", ["GHSA-a"]), finding("CVE-2026-1000", ["GHSA-a"], "qs@6.5.1")];
		const [old, first, second] = [
			waiver(["GHSA-a"], undefined, { expires: "2020-01-01" }),
			waiver(["CVE-2026-1000"], "qs"),
			waiver(["GHSA-a"]),
		];
		const { findings: marked, counts } = waive(findings, [old, first, second], (each) => each === old);
		expect(marked.map(({ waived }) => waived?.reason)).toEqual([second.reason, first.reason]);
		expect([old, first, second].map((each) => counts.get(each))).toEqual([undefined, 1, 1]);
		const expired = waive(findings, [old], () => true);
		expect(expired.findings).toEqual(findings);
		expect(expired.counts.get(old)).toBe(2);
	});

	test("are found in linear time", () => {
		const findings = Array.from({ length: 5_000 }, (_, index) =>
			finding(`CVE-2026-${10_000 + index}`, [`GHSA-${index}`], `pkg-${index}@1.0.0`),
		);
		const waivers = Array.from({ length: 10_000 }, (_, index) =>
			waiver([`CVE-2026-${12_000 + index}`, `GHSA-${index}`], `pkg-${index}`),
		);
		const time = measureProcessorTime(() => {
			const { findings: marked } = waive(findings, waivers, () => false);
			expect(marked.filter(({ waived }) => waived !== null).length).toBe(5_000);
		});
		expect(time).toBeLessThan(3_000);
	});
});
