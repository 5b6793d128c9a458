/** A check-up of which nothing but the path was given. */
export const NO_OPTIONS = {
  asOf: null,
  zone: "UTC",
  sex: "unspecified",
  maxHeartRateBpm: null,
  restHeartRateBpm: null,
  weekStart: 1,
  shoeNoticeM: null,
  shoeReplaceM: null,
} as const;
