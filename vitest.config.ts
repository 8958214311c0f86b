import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		// Only what hangs waits so long: a busy machine takes ten times what an idle one does.
		testTimeout: 300_000,
		hookTimeout: 300_000,
	},
});
