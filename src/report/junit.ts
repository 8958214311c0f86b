/** JUnit XML, for the test reports of Jenkins, Azure Pipelines, GitLab and others: docs/formats.md explains it. */
import { defineFormat } from "./define.ts";

export const junit = defineFormat({
	name: "junit",
	summary: "for test reports: JUnit XML, a test case for each finding and gap",
	wantsEntries: true,
	render: async (report, options) => (await import("./junit/render.ts")).renderJunit(report, options),
});
