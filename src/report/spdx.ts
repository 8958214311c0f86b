/** SPDX 2.3 JSON: bill of materials with advisories as security references. */
import { defineFormat } from "./define.ts";

export const spdx = defineFormat({
	name: "spdx",
	summary: "bill of materials, SPDX 2.3 JSON",
	render: async (report) => (await import("./spdx/render.ts")).renderSpdx(report),
});
