package compute

import (
	"context"

	"libcloud.org/go/internal/native"
	"libcloud.org/go/libcloud"
)

// ListKeyPairs lists the key pairs of the account.
func (d *Driver) ListKeyPairs(ctx context.Context, options libcloud.Options) ([]KeyPair, error) {
	return native.Get[[]KeyPair](ctx, d.handle, native.ListKeyPairs, options)
}

// GetKeyPair gets a key pair.
func (d *Driver) GetKeyPair(ctx context.Context, name string, options libcloud.Options) (KeyPair, error) {
	return native.Get[KeyPair](ctx, d.handle, native.GetKeyPair, options, name)
}

// CreateKeyPair has the provider make a key pair. Its private key is told this once. A name that is taken:
// libcloud.ErrAlreadyExists.
func (d *Driver) CreateKeyPair(ctx context.Context, name string, options libcloud.Options) (KeyPair, error) {
	return native.Get[KeyPair](ctx, d.handle, native.CreateKeyPair, options, name)
}

// ImportKeyPairFromString registers a public key, as in an authorized_keys file. A name that is taken: libcloud.ErrAlreadyExists.
func (d *Driver) ImportKeyPairFromString(ctx context.Context, name, keyMaterial string, options libcloud.Options) (KeyPair, error) {
	return native.Get[KeyPair](ctx, d.handle, native.ImportKeyPairFromString, options, name, keyMaterial)
}

// ImportKeyPairFromFile registers a public key from a file, such as "/home/me/.ssh/id_ed25519.pub".
func (d *Driver) ImportKeyPairFromFile(ctx context.Context, name, path string, options libcloud.Options) (KeyPair, error) {
	return native.Get[KeyPair](ctx, d.handle, native.ImportKeyPairFromFile, options, name, path)
}

// DeleteKeyPair deletes a key pair. Nodes made with it keep the public key.
func (d *Driver) DeleteKeyPair(ctx context.Context, name string, options libcloud.Options) error {
	return native.Do(ctx, d.handle, native.DeleteKeyPair, options, name)
}
