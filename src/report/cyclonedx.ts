/** CycloneDX 1.6 JSON: bill of materials, vulnerabilities and the analysis of waived ones. */
import { defineFormat } from "./define.ts";

export const cyclonedx = defineFormat({
	name: "cyclonedx",
	summary: "bill of materials with vulnerabilities, CycloneDX 1.6 JSON",
	// Loaded only when wanted: the library that writes it is larger than the rest of the formats together.
	render: async (report) => (await import("./cyclonedx/render.ts")).renderCycloneDx(report, "1.6"),
});
