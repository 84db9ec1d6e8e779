package native

// #include "methods.h"
import "C"

import "unsafe"

// Method is a function of the library.
type Method struct{ function C.lcgo_method }

func method(adapter unsafe.Pointer) Method { return Method{C.lcgo_method(adapter)} }

// Drivers, and what needs none.
var (
	ListProviders  = method(C.lcgo_lc_list_providers)
	driverNew      = method(C.lcgo_lc_driver_new)
	driverSupports = method(C.lcgo_lc_driver_supports)
	DriverMethods  = method(C.lcgo_lc_driver_methods)
	driverCall     = method(C.lcgo_lc_driver_call)
	getSizePrice   = method(C.lcgo_lc_get_size_price)
	PricingLoad    = method(C.lcgo_lc_pricing_load)
	PricingInfo    = method(C.lcgo_lc_pricing_info)
)

// Compute.
var (
	ListNodes               = method(C.lcgo_lc_list_nodes)
	IterateNodes            = method(C.lcgo_lc_iterate_nodes)
	GetNode                 = method(C.lcgo_lc_get_node)
	CreateNode              = method(C.lcgo_lc_create_node)
	RebootNode              = method(C.lcgo_lc_reboot_node)
	StartNode               = method(C.lcgo_lc_start_node)
	StopNode                = method(C.lcgo_lc_stop_node)
	DestroyNode             = method(C.lcgo_lc_destroy_node)
	WaitUntilRunning        = method(C.lcgo_lc_wait_until_running)
	ListSizes               = method(C.lcgo_lc_list_sizes)
	ListLocations           = method(C.lcgo_lc_list_locations)
	ListImages              = method(C.lcgo_lc_list_images)
	GetImage                = method(C.lcgo_lc_get_image)
	CreateImage             = method(C.lcgo_lc_create_image)
	CopyImage               = method(C.lcgo_lc_copy_image)
	DeleteImage             = method(C.lcgo_lc_delete_image)
	ListVolumes             = method(C.lcgo_lc_list_volumes)
	CreateVolume            = method(C.lcgo_lc_create_volume)
	AttachVolume            = method(C.lcgo_lc_attach_volume)
	DetachVolume            = method(C.lcgo_lc_detach_volume)
	DestroyVolume           = method(C.lcgo_lc_destroy_volume)
	ListVolumeSnapshots     = method(C.lcgo_lc_list_volume_snapshots)
	CreateVolumeSnapshot    = method(C.lcgo_lc_create_volume_snapshot)
	DestroyVolumeSnapshot   = method(C.lcgo_lc_destroy_volume_snapshot)
	ListKeyPairs            = method(C.lcgo_lc_list_key_pairs)
	GetKeyPair              = method(C.lcgo_lc_get_key_pair)
	CreateKeyPair           = method(C.lcgo_lc_create_key_pair)
	ImportKeyPairFromString = method(C.lcgo_lc_import_key_pair_from_string)
	ImportKeyPairFromFile   = method(C.lcgo_lc_import_key_pair_from_file)
	DeleteKeyPair           = method(C.lcgo_lc_delete_key_pair)
	DeploymentAddSSHKey     = method(C.lcgo_lc_deployment_add_ssh_key)
	DeploymentAddFile       = method(C.lcgo_lc_deployment_add_file)
	DeploymentAddScript     = method(C.lcgo_lc_deployment_add_script)
	DeploymentAddScriptFile = method(C.lcgo_lc_deployment_add_script_file)
	DeployNode              = method(C.lcgo_lc_deploy_node)
	DeployExistingNode      = method(C.lcgo_lc_deploy_existing_node)
)

// Storage.
var (
	ListContainers              = method(C.lcgo_lc_list_containers)
	IterateContainers           = method(C.lcgo_lc_iterate_containers)
	GetContainer                = method(C.lcgo_lc_get_container)
	CreateContainer             = method(C.lcgo_lc_create_container)
	DeleteContainer             = method(C.lcgo_lc_delete_container)
	ListContainerObjects        = method(C.lcgo_lc_list_container_objects)
	IterateContainerObjects     = method(C.lcgo_lc_iterate_container_objects)
	GetContainerCDNURL          = method(C.lcgo_lc_get_container_cdn_url)
	EnableContainerCDN          = method(C.lcgo_lc_enable_container_cdn)
	GetObject                   = method(C.lcgo_lc_get_object)
	DeleteObject                = method(C.lcgo_lc_delete_object)
	GetObjectCDNURL             = method(C.lcgo_lc_get_object_cdn_url)
	EnableObjectCDN             = method(C.lcgo_lc_enable_object_cdn)
	UploadObject                = method(C.lcgo_lc_upload_object)
	UploadObjectViaStream       = method(C.lcgo_lc_upload_object_via_stream)
	DownloadObject              = method(C.lcgo_lc_download_object)
	DownloadObjectRange         = method(C.lcgo_lc_download_object_range)
	DownloadObjectViaWriter     = method(C.lcgo_lc_download_object_via_writer)
	DownloadObjectAsStream      = method(C.lcgo_lc_download_object_as_stream)
	DownloadObjectRangeAsStream = method(C.lcgo_lc_download_object_range_as_stream)
)

// Load balancers.
var (
	ListProtocols           = method(C.lcgo_lc_list_protocols)
	ListSupportedAlgorithms = method(C.lcgo_lc_list_supported_algorithms)
	ListBalancers           = method(C.lcgo_lc_list_balancers)
	GetBalancer             = method(C.lcgo_lc_get_balancer)
	CreateBalancer          = method(C.lcgo_lc_create_balancer)
	UpdateBalancer          = method(C.lcgo_lc_update_balancer)
	DestroyBalancer         = method(C.lcgo_lc_destroy_balancer)
	BalancerListMembers     = method(C.lcgo_lc_balancer_list_members)
	BalancerAttachMember    = method(C.lcgo_lc_balancer_attach_member)
	BalancerDetachMember    = method(C.lcgo_lc_balancer_detach_member)
)

// Containers that run images.
var (
	ListDockerContainers = method(C.lcgo_lc_list_docker_containers)
	GetDockerContainer   = method(C.lcgo_lc_get_docker_container)
	DeployContainer      = method(C.lcgo_lc_deploy_container)
	StartContainer       = method(C.lcgo_lc_start_container)
	StopContainer        = method(C.lcgo_lc_stop_container)
	RestartContainer     = method(C.lcgo_lc_restart_container)
	DestroyContainer     = method(C.lcgo_lc_destroy_container)
	ListDockerImages     = method(C.lcgo_lc_list_docker_images)
	InstallImage         = method(C.lcgo_lc_install_image)
	ListClusterLocations = method(C.lcgo_lc_list_cluster_locations)
	ListClusters         = method(C.lcgo_lc_list_clusters)
	GetCluster           = method(C.lcgo_lc_get_cluster)
	CreateCluster        = method(C.lcgo_lc_create_cluster)
	DestroyCluster       = method(C.lcgo_lc_destroy_cluster)
)
