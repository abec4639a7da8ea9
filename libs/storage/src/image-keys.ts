export interface ImageOwner {
  userId: string;
  jobId: string;
  imageId: string;
  /** The lease under which the image was made: a late attempt can never overwrite a delivered picture. */
  lease: number;
}

export interface ImageKeys {
  /** PNG, full size. */
  original: string;
  /** WebP, longest side 1024. */
  preview: string;
  /** WebP, longest side 256. */
  thumbnail: string;
}

/** Keys of the three objects of one generated image: `<user>/<job>/<image>/<lease>.…` */
export const imageKeys = ({ userId, jobId, imageId, lease }: ImageOwner): ImageKeys => {
  const stem = `${userId}/${jobId}/${imageId}/${lease}`;
  return { original: `${stem}.png`, preview: `${stem}.1024.webp`, thumbnail: `${stem}.256.webp` };
};
