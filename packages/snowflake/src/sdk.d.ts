declare module "snowflake-sdk/dist/lib/core.js" {
  const createCore: (options: object) => object;
  export default createCore;
}
declare module "snowflake-sdk/dist/lib/util.js" {
  export const driverVersion: string;
  export const driverName: string;
}
declare module "snowflake-sdk/dist/lib/logger.js" {
  export function setInstance(logger: object): void;
}
declare module "snowflake-sdk/dist/lib/logger/easy_logging_starter.js" {
  const starter: { init(file?: string): Promise<void> };
  export default starter;
}
