/** Which files hold code, by their names. */

const JAVASCRIPT = /\.(?:[cm]?js|jsx)$/;
const CODE = /\.(?:[cm]?[jt]sx?|node|wasm|pyc?|jar|class|dll|so|rb|go|php|cs|java|kt|whl|zip|sh)$|\/bootstrap$/;
const FIXTURE_FOLDER =
	/^(?:__)?(?:tests?|testing|specs?|fixtures?|examples?|demos?|samples?|mocks?|benchmarks?)(?:__)?$/i;

export function isJavaScript(path: string): boolean {
	return JAVASCRIPT.test(path);
}

/** Code of any language that a function could run. */
export function isCode(path: string): boolean {
	return CODE.test(path);
}

/** A folder between `top` and `path` is for tests, fixtures or examples. */
export function isInFixture(path: string, top: string): boolean {
	return path
		.slice(top.length)
		.split("/")
		.some((segment) => FIXTURE_FOLDER.test(segment));
}
