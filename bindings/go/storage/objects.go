package storage

import (
	"context"
	"io"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// GetObject tells what is known of an object; its bytes are not fetched.
func (d *Driver) GetObject(ctx context.Context, container, name string, options libcloud.Options) (Object, error) {
	return native.Get[Object](ctx, d.handle, native.GetObject, options, container, name)
}

// DeleteObject deletes an object. Whether one that is not there is libcloud.ErrNotFound or a success depends on the provider: S3
// tells no difference.
func (d *Driver) DeleteObject(ctx context.Context, container, name string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DeleteObject, options, container, name)
}

// GetObjectCDNURL tells an address of an object: for the public, or for whoever is given it (with S3 one that is signed, and good
// for a while). No request may be needed for that, so the object need not be there.
func (d *Driver) GetObjectCDNURL(ctx context.Context, container, name string, options libcloud.Options) (string, error) {
	return native.Get[string](ctx, d.handle, native.GetObjectCDNURL, options, container, name)
}

// EnableObjectCDN publishes an object, so that it can be fetched without credentials.
func (d *Driver) EnableObjectCDN(ctx context.Context, container, name string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.EnableObjectCDN, options, container, name)
}

// UploadObject stores a file as an object, instead of one of that name. On failure nothing is stored, and no part is left behind.
//
// Options: content_type (as the name tells), meta_data (a map of strings), acl (in the provider's words), checksum ("auto", "none",
// "crc32c", "crc64nvme", "md5", "sha256"), verify_hash (true: what the provider says it stored is compared with what was sent, and a
// difference is libcloud.ErrIntegrity), if_match (a hash) and if_none_match ("*": only if there is no such object): else
// libcloud.ErrConflict; multipart (by size), part_size (bytes), parallel (parts at a time; memory is the product of both),
// storage_class, server_side_encryption, headers, sign_payload, and extra, in which Libcloud has some of these.
func (d *Driver) UploadObject(ctx context.Context, path, container, name string, options libcloud.Options) (Object, error) {
	return native.Get[Object](ctx, d.handle, native.UploadObject, options, path, container, name)
}

// UploadObjectViaStream stores what a reader yields as an object, from where it stands to its end, with the options of
// UploadObject. When the reader fails nothing is stored, and its error is the cause.
//
// A regular file or another io.Seeker tells its length, and begins anew should the upload have to. Others are not tried again once
// bytes were taken, except in parts that are in memory; WithLength tells their length, if it is known.
func (d *Driver) UploadObjectViaStream(
	ctx context.Context, reader io.Reader, container, name string, options libcloud.Options,
) (Object, error) {
	return native.Upload[Object](ctx, d.handle, native.UploadObjectViaStream, reader, options, container, name)
}

// WithLength is a reader that tells UploadObjectViaStream how many bytes it has. Fewer or more are libcloud.ErrIntegrity.
func WithLength(reader io.Reader, length int64) io.Reader {
	return &native.Sized{Reader: reader, Length: length}
}
