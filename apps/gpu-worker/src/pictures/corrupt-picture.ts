/** What the runtime delivered is not the picture that was asked for. Worth one more run. */
export class CorruptPicture extends Error {
  override readonly name = 'CorruptPicture';
}
