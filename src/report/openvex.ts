/** OpenVEX 0.2.0: for every advisory that applies, whether the package is affected and what to do. */
import { defineFormat } from "./define.ts";

export const openvex = defineFormat({
	name: "openvex",
	summary: "which vulnerabilities affect which packages, and which do not, OpenVEX 0.2.0",
	render: async (report) => (await import("./openvex/render.ts")).renderOpenVex(report),
});
