/** The same as CycloneDX 1.7 JSON. */
import { defineFormat } from "./define.ts";

export const cyclonedx17 = defineFormat({
	name: "cyclonedx-1.7",
	summary: "the same, CycloneDX 1.7 JSON",
	render: async (report) => (await import("./cyclonedx/render.ts")).renderCycloneDx(report, "1.7"),
});
