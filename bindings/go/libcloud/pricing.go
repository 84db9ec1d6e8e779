package libcloud

import (
	"context"
	"encoding/json"
	"time"

	"libcloud.org/go/internal/native"
)

// GetSizePrice tells what a size costs per hour, in the currency of the provider's price list; nothing is sent. The driver type
// is "compute" or "storage", the driver name that of a price table ("ec2_linux", "rackspace"), and region is empty where prices
// do not depend on it. A price that is not known is ErrNotFound, never 0.
func GetSizePrice(driverType, driverName, sizeID, region string) (float64, error) {
	return native.SizePrice(driverType, driverName, sizeID, region)
}

// LoadPricing takes all prices from a file in the format of Libcloud's pricing.json, for the whole process. On failure they stay
// as they were.
func LoadPricing(path string) error {
	return native.Do(context.Background(), nil, native.PricingLoad, nil, path)
}

// Pricing is where prices come from.
type Pricing struct {
	Source  string
	Updated time.Time // zero: not known
}

// UnmarshalJSON reads seconds since 1970.
func (p *Pricing) UnmarshalJSON(text []byte) error {
	var plain struct {
		Source  string
		Updated *int64
	}
	err := json.Unmarshal(text, &plain)
	*p = Pricing{Source: plain.Source}
	if plain.Updated != nil {
		p.Updated = time.Unix(*plain.Updated, 0).UTC()
	}
	return err
}

// PricingInfo tells where the prices come from that count now.
func PricingInfo() (Pricing, error) {
	return native.Get[Pricing](context.Background(), nil, native.PricingInfo, nil)
}
