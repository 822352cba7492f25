/**
 * Says whether what a test needs is on this machine. `probe` resolves with the reason why not, or undefined when it is
 * there. A skip is loud: one line on stderr; when `ORRERY_TEST_REQUIRE` (a list parted by commas) names it, it is a failure.
 *
 *     const docker = await needs('docker', whyNoDocker);
 *     describe.skipIf(!docker)('…', …);
 */
export async function needs(name: string, probe: () => Promise<string | undefined>): Promise<boolean> {
  const reason = await probe();
  if (reason === undefined) return true;
  const required = (process.env['ORRERY_TEST_REQUIRE'] ?? '').split(',').map((word) => word.trim());
  if (required.includes(name)) throw new Error(`ORRERY_TEST_REQUIRE asks for ${name}: ${reason}`);
  console.warn(`SKIPPED for want of ${name}: ${reason}`);
  return false;
}
