// PEM files that the openssl command (3.0) wrote, for tests only: none of these keys is used for
// anything else, and the passphrase of the encrypted ones is kPassphrase.
#pragma once

#include <array>
#include <string_view>

namespace holoband::test::pem_samples {

inline constexpr std::string_view kPassphrase = "correct horse";

// openssl ecparam -name prime256v1 -genkey. The other EC samples are of this key.
inline constexpr std::string_view kEcParamsSec1 =
    "-----BEGIN EC PARAMETERS-----\n"
    "BggqhkjOPQMBBw==\n"
    "-----END EC PARAMETERS-----\n"
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIOEIcGfHx8RafGX2BqdEE82EsA2PfMglARsU51AjoWzXoAoGCCqGSM49\n"
    "AwEHoUQDQgAE0VIazYySD1yT6zyOuCjK41KQD3qmEisrA4wbZkSId2iSFXTmmy7I\n"
    "ESR/sUl5oPvrJXcNXFNax4TiOGjq/YNK1w==\n"
    "-----END EC PRIVATE KEY-----\n";

inline constexpr std::string_view kEcSec1 =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIOEIcGfHx8RafGX2BqdEE82EsA2PfMglARsU51AjoWzXoAoGCCqGSM49\n"
    "AwEHoUQDQgAE0VIazYySD1yT6zyOuCjK41KQD3qmEisrA4wbZkSId2iSFXTmmy7I\n"
    "ESR/sUl5oPvrJXcNXFNax4TiOGjq/YNK1w==\n"
    "-----END EC PRIVATE KEY-----\n";

inline constexpr std::string_view kEcPkcs8 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4QhwZ8fHxFp8ZfYG\n"
    "p0QTzYSwDY98yCUBGxTnUCOhbNehRANCAATRUhrNjJIPXJPrPI64KMrjUpAPeqYS\n"
    "KysDjBtmRIh3aJIVdOabLsgRJH+xSXmg++sldw1cU1rHhOI4aOr9g0rX\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view kEcSpki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0VIazYySD1yT6zyOuCjK41KQD3qm\n"
    "EisrA4wbZkSId2iSFXTmmy7IESR/sUl5oPvrJXcNXFNax4TiOGjq/YNK1w==\n"
    "-----END PUBLIC KEY-----\n";

// openssl ec -pubout -conv_form compressed
inline constexpr std::string_view kEcSpkiCompressed =
    "-----BEGIN PUBLIC KEY-----\n"
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgAD0VIazYySD1yT6zyOuCjK41KQD3qm\n"
    "EisrA4wbZkSId2g=\n"
    "-----END PUBLIC KEY-----\n";

// openssl ec -pubout -param_enc explicit (CVE-2020-0601 class)
inline constexpr std::string_view kEcSpkiExplicit =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA\n"
    "AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////\n"
    "///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd\n"
    "NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5\n"
    "RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA\n"
    "//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABNFSGs2Mkg9ck+s8jrgoyuNS\n"
    "kA96phIrKwOMG2ZEiHdokhV05psuyBEkf7FJeaD76yV3DVxTWseE4jho6v2DStc=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kEcCert =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBfDCCASOgAwIBAgIUZ3PjAfnODse/XiKiwLRY2lpXQp0wCgYIKoZIzj0EAwIw\n"
    "FDESMBAGA1UEAwwJdGVzdCBkYXRhMB4XDTI2MTEyNTA0NTYwMFoXDTM2MTEyMjA0\n"
    "NTYwMFowFDESMBAGA1UEAwwJdGVzdCBkYXRhMFkwEwYHKoZIzj0CAQYIKoZIzj0D\n"
    "AQcDQgAE0VIazYySD1yT6zyOuCjK41KQD3qmEisrA4wbZkSId2iSFXTmmy7IESR/\n"
    "sUl5oPvrJXcNXFNax4TiOGjq/YNK16NTMFEwHQYDVR0OBBYEFHfGIVmYL4vAoCi6\n"
    "9BchSEeN+Rx1MB8GA1UdIwQYMBaAFHfGIVmYL4vAoCi69BchSEeN+Rx1MA8GA1Ud\n"
    "EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgecTK2ahxUYoeJ8Q1kHoiik7K\n"
    "kcNC0xMrZhH+WeyNVCICIA+xNUTzLd0eCPdUP+tsPU/4Htpgv89V+Od2+ZqH5SCT\n"
    "-----END CERTIFICATE-----\n";

// openssl genrsa -traditional 2048. The other RSA samples are of this key.
inline constexpr std::string_view kRsaPkcs1 =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIIEpAIBAAKCAQEAr62WCiSMl5aLnujXVfUywL/AqfDA41jgk2xv61RBLF4dhCzy\n"
    "+Sy6dXSHy1uwjiR3t0DZ2TpnBK40jEChqQ+AMKU+gpnJWoQ+xYLaNlB5PTMpGW0S\n"
    "zft8U2A5ZdWg4FWV1oE3MBlBcNHwdlr5pEa0EeOzPtKTPGOoul6laaOmpn4IJ+qk\n"
    "x+CSO8a5WgKKhMSwSQjqfu4+U7FJKz+VHZQ0VeFZNJYC2HlVaQEsKdFa89z3253r\n"
    "TBSqBHtaDY+UgX+Z0+heVU7BoMi9f2pzIzAbCaoNremREN6KXUknRPBQgxvFqvuM\n"
    "nohUcuweC1iG5yW3u31FcyEaqHBhnhRE44VK3wIDAQABAoIBABEaTB+wQtB39oXB\n"
    "uanQbvpDo+t0P1yiu9JLKnL1k+ODq7BarX9DZhYMzzK/OjP/kHjfSZYTt0QsYkjZ\n"
    "LfCgf34jSC+jIYgilPdziSNKhR/hI2CQ6G8nMYmIaTrk9LGCUE3YUvNN/u7CpK9R\n"
    "C6BJ+QcMBnI/DwumnbfvHBlptjRB3P05a9Kl3zksMwZT6jJAXK4fvpGybzycP6SO\n"
    "7LBykpI7QTbn3a1FtjEw2KSDM7ki0lIAFg1jqcAGytg33rnBFG7ltXBmyslEuZHg\n"
    "2WSw1EBxlMpaEaCEBo7U0E4pOol/kuuRehcVw+C1+JNuR/4P8L8PaHOoUKr6PsHk\n"
    "vNsjTXkCgYEA+CSaseMBwVSYtjTB0hayrycJVWNFcTF1B0YlFmxXAli8UPOgFRJy\n"
    "ZFyCCSsxvNEbiGXGG6Q5dj2bCE+s8Hk6QXiC28M5LU/lNbb5S/6Amym3YOG94nY/\n"
    "hIF9eSwR57AGZCndMcwKcoSRLLmn3XNj/nePTCG8u1hk0n7Q1ifIPw0CgYEAtT2Y\n"
    "oLWBCPiBIjA/zwNfuDc9NZpY4G5/+g5w0OhmM42z7bFzD4U6Iy0A79qjbZaKPxPo\n"
    "Y2num9TJG9CBn3L8HG/CAbpFeNYnEua4CpXZyuuI0372Hf9KX8IoTh8I1THaLlUW\n"
    "Io/LkHndajJuXCCQ6IgUB/oG8TdjauBeeGBMFpsCgYEApCbC1w6O6K/n3hEEbtBp\n"
    "IAk42W20UG8hNdCnVDATVxAQc5TWv1nWpqGzvBEA9CF4j0CUT1DSWm/ikRr0Eph/\n"
    "ezQXjP2WY21I+cGzJRyVQw/TqZlsHdWPqz5mHLSUm6oMcFJpaznJZ3xe9TFT5OEi\n"
    "swGwn/JpgZ22BLGzwRfMFjkCgYAmxZqVJr8H8EGP0sqTuqELg6Wwhehler4d/GDe\n"
    "EBltBe9r9f4rX9DkHYiJxzgXBZFllRity8ejxo2PSbexKKQOYUobnIGoLAgH3xuY\n"
    "CB6jbmfC9vIn0KlUevCsZa86DIQkTUeC9UgTDD71rPw28TCOzi2a1z4M9FBsWLtc\n"
    "/RzJ6QKBgQDlmVjTqL3ZtST9U+omIAFZ/7eYv4Av9JXqb9rsUzcokw0LdphTEF4P\n"
    "7CQQXmiXJnz9p3ugTWGnts182JSB3xbqppTNIULR7pzUYCekFYmXG2MVx6hY4uCf\n"
    "vCcgcCjP/KPWyZ/ILxS3kXH129/5t618Br31dKyJETzdJFn1WvU5Kw==\n"
    "-----END RSA PRIVATE KEY-----\n";

inline constexpr std::string_view kRsaPkcs1Public =
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIIBCgKCAQEAr62WCiSMl5aLnujXVfUywL/AqfDA41jgk2xv61RBLF4dhCzy+Sy6\n"
    "dXSHy1uwjiR3t0DZ2TpnBK40jEChqQ+AMKU+gpnJWoQ+xYLaNlB5PTMpGW0Szft8\n"
    "U2A5ZdWg4FWV1oE3MBlBcNHwdlr5pEa0EeOzPtKTPGOoul6laaOmpn4IJ+qkx+CS\n"
    "O8a5WgKKhMSwSQjqfu4+U7FJKz+VHZQ0VeFZNJYC2HlVaQEsKdFa89z3253rTBSq\n"
    "BHtaDY+UgX+Z0+heVU7BoMi9f2pzIzAbCaoNremREN6KXUknRPBQgxvFqvuMnohU\n"
    "cuweC1iG5yW3u31FcyEaqHBhnhRE44VK3wIDAQAB\n"
    "-----END RSA PUBLIC KEY-----\n";

inline constexpr std::string_view kRsaSpki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr62WCiSMl5aLnujXVfUy\n"
    "wL/AqfDA41jgk2xv61RBLF4dhCzy+Sy6dXSHy1uwjiR3t0DZ2TpnBK40jEChqQ+A\n"
    "MKU+gpnJWoQ+xYLaNlB5PTMpGW0Szft8U2A5ZdWg4FWV1oE3MBlBcNHwdlr5pEa0\n"
    "EeOzPtKTPGOoul6laaOmpn4IJ+qkx+CSO8a5WgKKhMSwSQjqfu4+U7FJKz+VHZQ0\n"
    "VeFZNJYC2HlVaQEsKdFa89z3253rTBSqBHtaDY+UgX+Z0+heVU7BoMi9f2pzIzAb\n"
    "CaoNremREN6KXUknRPBQgxvFqvuMnohUcuweC1iG5yW3u31FcyEaqHBhnhRE44VK\n"
    "3wIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kRsaPkcs8 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCvrZYKJIyXloue\n"
    "6NdV9TLAv8Cp8MDjWOCTbG/rVEEsXh2ELPL5LLp1dIfLW7COJHe3QNnZOmcErjSM\n"
    "QKGpD4AwpT6CmclahD7Fgto2UHk9MykZbRLN+3xTYDll1aDgVZXWgTcwGUFw0fB2\n"
    "WvmkRrQR47M+0pM8Y6i6XqVpo6amfggn6qTH4JI7xrlaAoqExLBJCOp+7j5TsUkr\n"
    "P5UdlDRV4Vk0lgLYeVVpASwp0Vrz3PfbnetMFKoEe1oNj5SBf5nT6F5VTsGgyL1/\n"
    "anMjMBsJqg2t6ZEQ3opdSSdE8FCDG8Wq+4yeiFRy7B4LWIbnJbe7fUVzIRqocGGe\n"
    "FETjhUrfAgMBAAECggEAERpMH7BC0Hf2hcG5qdBu+kOj63Q/XKK70ksqcvWT44Or\n"
    "sFqtf0NmFgzPMr86M/+QeN9JlhO3RCxiSNkt8KB/fiNIL6MhiCKU93OJI0qFH+Ej\n"
    "YJDobycxiYhpOuT0sYJQTdhS803+7sKkr1ELoEn5BwwGcj8PC6adt+8cGWm2NEHc\n"
    "/Tlr0qXfOSwzBlPqMkBcrh++kbJvPJw/pI7ssHKSkjtBNufdrUW2MTDYpIMzuSLS\n"
    "UgAWDWOpwAbK2DfeucEUbuW1cGbKyUS5keDZZLDUQHGUyloRoIQGjtTQTik6iX+S\n"
    "65F6FxXD4LX4k25H/g/wvw9oc6hQqvo+weS82yNNeQKBgQD4JJqx4wHBVJi2NMHS\n"
    "FrKvJwlVY0VxMXUHRiUWbFcCWLxQ86AVEnJkXIIJKzG80RuIZcYbpDl2PZsIT6zw\n"
    "eTpBeILbwzktT+U1tvlL/oCbKbdg4b3idj+EgX15LBHnsAZkKd0xzApyhJEsuafd\n"
    "c2P+d49MIby7WGTSftDWJ8g/DQKBgQC1PZigtYEI+IEiMD/PA1+4Nz01mljgbn/6\n"
    "DnDQ6GYzjbPtsXMPhTojLQDv2qNtloo/E+hjae6b1Mkb0IGfcvwcb8IBukV41icS\n"
    "5rgKldnK64jTfvYd/0pfwihOHwjVMdouVRYij8uQed1qMm5cIJDoiBQH+gbxN2Nq\n"
    "4F54YEwWmwKBgQCkJsLXDo7or+feEQRu0GkgCTjZbbRQbyE10KdUMBNXEBBzlNa/\n"
    "WdamobO8EQD0IXiPQJRPUNJab+KRGvQSmH97NBeM/ZZjbUj5wbMlHJVDD9OpmWwd\n"
    "1Y+rPmYctJSbqgxwUmlrOclnfF71MVPk4SKzAbCf8mmBnbYEsbPBF8wWOQKBgCbF\n"
    "mpUmvwfwQY/SypO6oQuDpbCF6GV6vh38YN4QGW0F72v1/itf0OQdiInHOBcFkWWV\n"
    "GK3Lx6PGjY9Jt7EopA5hShucgagsCAffG5gIHqNuZ8L28ifQqVR68KxlrzoMhCRN\n"
    "R4L1SBMMPvWs/DbxMI7OLZrXPgz0UGxYu1z9HMnpAoGBAOWZWNOovdm1JP1T6iYg\n"
    "AVn/t5i/gC/0lepv2uxTNyiTDQt2mFMQXg/sJBBeaJcmfP2ne6BNYae2zXzYlIHf\n"
    "FuqmlM0hQtHunNRgJ6QViZcbYxXHqFji4J+8JyBwKM/8o9bJn8gvFLeRcfXb3/m3\n"
    "rXwGvfV0rIkRPN0kWfVa9Tkr\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view kRsaCert =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIDCTCCAfGgAwIBAgIUS2W68TOBsp/vEYDEfpld5yl8V/EwDQYJKoZIhvcNAQEL\n"
    "BQAwFDESMBAGA1UEAwwJdGVzdCBkYXRhMB4XDTI2MTEyNTA0NTYwMloXDTM2MTEy\n"
    "MjA0NTYwMlowFDESMBAGA1UEAwwJdGVzdCBkYXRhMIIBIjANBgkqhkiG9w0BAQEF\n"
    "AAOCAQ8AMIIBCgKCAQEAr62WCiSMl5aLnujXVfUywL/AqfDA41jgk2xv61RBLF4d\n"
    "hCzy+Sy6dXSHy1uwjiR3t0DZ2TpnBK40jEChqQ+AMKU+gpnJWoQ+xYLaNlB5PTMp\n"
    "GW0Szft8U2A5ZdWg4FWV1oE3MBlBcNHwdlr5pEa0EeOzPtKTPGOoul6laaOmpn4I\n"
    "J+qkx+CSO8a5WgKKhMSwSQjqfu4+U7FJKz+VHZQ0VeFZNJYC2HlVaQEsKdFa89z3\n"
    "253rTBSqBHtaDY+UgX+Z0+heVU7BoMi9f2pzIzAbCaoNremREN6KXUknRPBQgxvF\n"
    "qvuMnohUcuweC1iG5yW3u31FcyEaqHBhnhRE44VK3wIDAQABo1MwUTAdBgNVHQ4E\n"
    "FgQUst0SuuI6/pvAychvqVAMbKGkHlgwHwYDVR0jBBgwFoAUst0SuuI6/pvAychv\n"
    "qVAMbKGkHlgwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAie8/\n"
    "pGsIJuRewsn4GTD/tl0VlJgRRKCP5gni+pXxwNs17wnS4nv33s1FIZkHoR/Tp47U\n"
    "q83s8qWKpsFGJbkQPqkvzGNWKMphdPb15l58M5frdn8pdW9zC6mjElqn3hXScfH3\n"
    "BOtIokxJ05G7LxOeWmoYhNp+bAwIGDny4Dsg/floPIg2HKdj2eXcqSYbWDwlYIkQ\n"
    "Ex0fNzW5WAmKcRPstkHBlEvJsr66E2u7B4JvoLJOKy1JRQjDZFYKvPeh9cXuxpeB\n"
    "9QJD8Xu30JqrS2y7Vl4d5EyczvMuKrtWu2YNQk72gahzJpl3LfQ3mSeT/3N9qEnl\n"
    "g+yoy1mN8dmUlceOuA==\n"
    "-----END CERTIFICATE-----\n";

// openssl rsa -traditional -aes128
inline constexpr std::string_view kRsaPkcs1Encrypted =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-128-CBC,121286CB16221882E8AFD25FE7768DC4\n"
    "\n"
    "PpRoQRJO7sQEmNAE62LQHBAFKCNysaHWhP4NIuemsAmXqo2vDUFOT3zRVqQfKHIJ\n"
    "ERReKfHLGDO2+ef3zzyfd6lxpPlHli9lCvv/STy0mkeG2TWnDOdS/DMVXUv8VdmT\n"
    "hheFgYO68RE19Imph1dyG3JLmer0QFfvGVT6qyq1Xu7fViverkiyT4kI6Xyt5VQU\n"
    "I62Kn3hfaLsUGPxC8mszVHR2gZn28EE5LTrARF1v4UHx49TvISenlj7EklR3tupu\n"
    "T4BIho7hpcoib9fYv2C8DDSKIkgOW9Pit4sNyslkWvofBq179SBExqbgPJVPcEJg\n"
    "gZ8d66BDm1vTBH/mcI0ZxzRQpmWA9cL6nqcyb270+b07n9cCcIBQ9itXRqrrhchC\n"
    "jSxcnjvaz/TM6LfynRgI9yYCYACv7N19rwkz0g457Iq0qyRl9W4qEtaWlNw+/r3t\n"
    "SrvKf0CfomR8EijzeyHG2s4DGiYBx2LQQXDs50QZhgd6LwdH/P8Q0y3/J9ojj5/E\n"
    "AK15jmtUwu/30Uehvs7+gt4FZeFXngNTgRJbrZq8Gfwnza3Ogg/yJTdu2okc7Ot/\n"
    "PJ3SFTxcpxPb1LCryNDtEf5AG/og2Y1VeULFN0bM/Ub3/S+XHpqKxFV8RZo18lH3\n"
    "bHayf6OZlrvpdR/7aaamZ8cn2lUqqzvQLvD0gmKn0IX3hX7qI/NzUo/TDDKK+XPi\n"
    "nqkUBoacgGWX8ggxGVEArkUAoBBc4cKubnEq2beEo2IrT9as+Wn6TQajyiiPQDyd\n"
    "pcl7+yC2h2eDwdu3/SToi1KaEu2C5neKDnRdTOrrPG9p9LrEOWtBs5bhb7qUqw9S\n"
    "Dp3gR5Q+YHplWIceLEQZbAg9rrL4YMWkJQ4meimKTYhu7COOpysssOk/68TU2m2C\n"
    "o4MVXPY/EZzbn23Ob1oN0nylDzox2mgxUWnbr1eM5xRneH2QUZSWPJsdgjD6rna7\n"
    "cmRUNVEJqn2CT2WMzsRsJrjWRJ7BWo5qfQegiYu5TBtrEE4wCIKq2mCqnIHM2G7e\n"
    "CgcDu9GmGYcNxUiIEsGw2t2Ddr3fMVPq3julh5zXk+no2//lxAcdns/qnvXvJcMa\n"
    "fLVfAOFHxwK/kuIF+KcmKUYRBy2SDaqV1fDYlHS5EANzyKxzmvhagNPAON0Y4Ix5\n"
    "4ThG9u7ufgG6Nvz2abtovcUMhiCIQwjSTGbWd1jRJpouf1FGvGnjh8ssTBSOphpi\n"
    "3ARJ85qQvNxYg1wUa6oOjKPSv3WO1rO6tPwJCJhWHdBNNSxQAi9UuJitD69cBqZl\n"
    "rJpwHkyBV1NORy5SkS8ayOnQr9Vwt/Ntt4hemutT8ha6oCzauXA/qpi34qXOqP72\n"
    "Tkei5nVuqKFAsZOIxSJaOc4cSyNhPP/1fdQcbeDn9gdsXvJvLP6kmIqEHKID1NSd\n"
    "O8zio6mnT0/EtZuwupKP38qZtjCQCZmhXzFVVzpo3FQlvIeVISIbPCCEBOMzPk6T\n"
    "1hkwxtjDDfmKeiqdXPe+/Pcle9rkVur3cZ41MjbasNAiMpV5g0iP1COGQtNZjtDJ\n"
    "ca0B3MWugA0Gk+g2AyUlJ7XdP3Qwuep2X16EgoN91d/61TrQaCadrpoFuu5a4m2O\n"
    "-----END RSA PRIVATE KEY-----\n";

// openssl genpkey -algorithm RSA-PSS, without parameters
inline constexpr std::string_view kPssSpki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAIb1t5N1vgLWAQ+bxeU9Qs3Z\n"
    "jw2RZIJeor3NVRv7bJ2hvgIY2CDcwPobkYYRJcZe/NZoFrGjWXogXtpJxAQjWdrs\n"
    "/tgDlIy+OymkmsYPEeDcN3ZfCm1B4nrCnMtc73G0TMDnma2BpsJ2eh67mkUJeTsL\n"
    "w48CsCT4uAgJzRBevCJiagh0UNhbZoahxRHagLo3bs6TmvGYM1TodMHZAB3Ln7S1\n"
    "Cjc70LkUQ2vcCOY7jL1c5AhtpQWy+CWJUK/Lx+ckm2jKgHIlyFV436BlL0VA+Ntc\n"
    "e5pFpmi5O9Xx2CvZ5qP80/xpDeGFk1aUzxlBUVFejjBV7kTJLbEEXTeG1se2IqUC\n"
    "AwEAAQ==\n"
    "-----END PUBLIC KEY-----\n";

// the same with SHA-256 in both places and a salt of 32 bytes
inline constexpr std::string_view kPss256Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBVjBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUAoRwwGgYJKoZIhvcN\n"
    "AQEIMA0GCWCGSAFlAwQCAQUAogMCASADggEPADCCAQoCggEBALHNbjdUmT8rOYbo\n"
    "SEZYDda7gmdxFE37xP8pj2OSp7BcXd7m1QcvuQHh6n1zsOn5pJxqMSA3aHXhYCam\n"
    "E01jc2AbrEy17kAJN5lY+6mOI3dzcXY0JrHr75r9rIakVaLI20mI0wT5A+sZ4ZRN\n"
    "Lsq//WW++yUWYQjSTzBMY9oA4TIPGHhcFXN0bxOgRF8r5QLeGSWy19waaVZhIV6H\n"
    "yY69zXNMlI+bWqb3vKYTcy4TTUYMzMdG7S/8Eoctj8UmeXAqeGlsnQ0922kb+KUH\n"
    "QlOSwUWDNnhcO1tq7lyFOXqXTY0g7ilpxJ3jZ1UhUdFa1MNlkS1XXtfRcaz3CtFF\n"
    "6rsKi3sCAwEAAQ==\n"
    "-----END PUBLIC KEY-----\n";

// the same with a salt of 20 bytes
inline constexpr std::string_view kPss20Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBUTA8BgkqhkiG9w0BAQowL6APMA0GCWCGSAFlAwQCAQUAoRwwGgYJKoZIhvcN\n"
    "AQEIMA0GCWCGSAFlAwQCAQUAA4IBDwAwggEKAoIBAQClfVvgVHaAW5oBQpGNVgHF\n"
    "8dVvkuL/loTejUcwiSQ+jRmaRRsmOr4DGpYH4WNBV0tFKKUY6vqoQl5mUCo3LzCC\n"
    "v9G7T8gkU/9iK4274dcYqdQBQwdJwkB5za5eHR/jPYtQg/11WlyrXOJY2xAoC5td\n"
    "nQLzy3bR4TbvHuXnGd76ds2XLrbU/If4JltqeqMNVNPJmTT4+bVkULzlLKcORYZk\n"
    "mRW2ugA09dYMwgUx69uoNuxbSkzuVZcCFjSgbHQdgevmoIjDqPfzGH8xVK6KfVgC\n"
    "qAExyl6w27he1Ox21dMe+2nAwKklsGDlzHyOnpemXQuF0DGaNAOlew2JiYofpkbD\n"
    "AgMBAAE=\n"
    "-----END PUBLIC KEY-----\n";

// openssl genpkey -algorithm ED25519. The encrypted samples are of this key.
inline constexpr std::string_view kEdPkcs8 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIHyOLhVmsjxP28yMFtPgwUSgTKOB19PfTSefdujHdI4k\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view kEdSpki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAwp78IzQ85xaQoRf/ypKJHwg2Lw+3pvmK2W4tlLAB1Xc=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kEdCert =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBPDCB76ADAgECAhRvt4TNp9c+rusg/vlrUUEcq6d3GjAFBgMrZXAwFDESMBAG\n"
    "A1UEAwwJdGVzdCBkYXRhMB4XDTI2MTEyNTA0NTYwNloXDTM2MTEyMjA0NTYwNlow\n"
    "FDESMBAGA1UEAwwJdGVzdCBkYXRhMCowBQYDK2VwAyEAwp78IzQ85xaQoRf/ypKJ\n"
    "Hwg2Lw+3pvmK2W4tlLAB1XejUzBRMB0GA1UdDgQWBBQXxIY+vQCb9pxYChKhr+/A\n"
    "uv1tgjAfBgNVHSMEGDAWgBQXxIY+vQCb9pxYChKhr+/Auv1tgjAPBgNVHRMBAf8E\n"
    "BTADAQH/MAUGAytlcANBACzso6OWXLF8tcdZ2RJHRqinRvD/GKC6m+IrCGODt72Y\n"
    "W6uM8bGROgqeaMbcvxJyVM/WAcoilznuAbHbKFH8qQU=\n"
    "-----END CERTIFICATE-----\n";

// openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA1
inline constexpr std::string_view kEncSha1 =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAh0vpHwCtgoJAICCAAw\n"
    "HQYJYIZIAWUDBAEqBBDNVIskZI8fIEov43wr9ugdBED9+1wAxDpn87Zpk9cIn2aC\n"
    "2olObaiEKFXt9zm1N9bWbS8N157xeZlywHMx96yeskMIOF84vRvVdfwSW6Qr4n6Y\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

// openssl pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA256
inline constexpr std::string_view kEncDes3 =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGKME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAjYZpirHpqBaQICCAAw\n"
    "DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQINF5e0z2ySV4EOGpT0VN9mm5FDuxb\n"
    "XA5DD9U8BLD2H13uFF/V/Xb4rKC04hnK8J4+635Vjtd/YxZayjqoeqSfz1g6\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

// openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES
inline constexpr std::string_view kEncPbes1 =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MFgwHAYKKoZIhvcNAQwBAzAOBAgUJ83dnPpLeAICCAAEOJgf3fJjTUQmEgKI9/sW\n"
    "Gt/J/U6cBjXyaBdUQxZA6fJUw2U0B8yf2tOCtE1TjeXE0KlKRa92UFgF\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

// openssl pkcs8 -topk8 -scrypt
inline constexpr std::string_view kEncScrypt =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAgu8pSSJZpBcwICQAAC\n"
    "AQgCAQEwHQYJYIZIAWUDBAEqBBC4hwHA1CdAbYHbANNM3nqcBEDMTHN6jOi7JYGM\n"
    "50rXROBdO4Od3t3ga4E9KtYxywlHxI2w8i2nmeUfZwQpy7EeE4zOaFwxl17fHByD\n"
    "FbgGItSO\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

inline constexpr std::string_view kX25519Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VuAyEADcwEe5/pxU8TmYVYFdlP4HtI9rZqqCS7NsrO2U4uNkU=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kP224Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "ME4wEAYHKoZIzj0CAQYFK4EEACEDOgAEFmdnxEOyyGuQEpV1F3DYycSca0rOSyHf\n"
    "DqT48OPayrycByRQsfvxiaKw8LCdR/7jHE5KKewVGL0=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kEd448Pkcs8 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MEcCAQAwBQYDK2VxBDsEOXJFjQ6B34ZKStq2SbT5Q2kLkKAhQpMhqc3e1xC7eH6W\n"
    "9hVGuEYz2OwqUTgWUrmPKIifVXbH9eUESQ==\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view kEd448Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MEMwBQYDK2VxAzoAkL5dqX4RqkoCWLO63lhkZ2B0W+CjDY7g4drqhCD26HZktqit\n"
    "d//ePRMtnuNtEY7PPsXbcM/NAKQA\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kSecp384r1 =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MIGkAgEBBDBLUrGQDEOX3ef8iQxp9CKyR6mS4DlV6d1SKGgkiXdY4CN8y50GfhGk\n"
    "qU4YCoZcM8SgBwYFK4EEACKhZANiAATgXAyxn17JMxyQl5idIZj/CEEgx06zUR5z\n"
    "/O0e+pBQLSWu+QKLSGMfJYr2ZC72F7ZU6vYy0XNF3IIXTURhA1KwdlHTrf6Xqhlv\n"
    "+YQCNbfTXCOlV0jruIjJ3kDOfsDQuSs=\n"
    "-----END EC PRIVATE KEY-----\n";

inline constexpr std::string_view kSecp384r1Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE4FwMsZ9eyTMckJeYnSGY/whBIMdOs1Ee\n"
    "c/ztHvqQUC0lrvkCi0hjHyWK9mQu9he2VOr2MtFzRdyCF01EYQNSsHZR063+l6oZ\n"
    "b/mEAjW301wjpVdI67iIyd5Azn7A0Lkr\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kSecp521r1 =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MIHcAgEBBEIBbgP71MhcbrRfSNTMLOWog2HXCISY9M78J87oBv8ZHdQtYTeUuXSt\n"
    "bSZaJR/EgN4elsrsYNDIrMtmX1iMGh7unimgBwYFK4EEACOhgYkDgYYABAF/3NaZ\n"
    "mwnLixWLUjwYO+yz6gpP9zgEytLzcdQRh6kiJVdpsdSicz3piX797WXLQODXKqVh\n"
    "/9pSsa0WCM3ZVhVvTwDg8plFbw2tvxpG9VdZ6HG9YO2pElvRD36PiMmR6Jwi7iA/\n"
    "smHcNEKXp3B0uu3oxZPRQfiNaac96jciiaHR4N2dxg==\n"
    "-----END EC PRIVATE KEY-----\n";

inline constexpr std::string_view kSecp521r1Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBf9zWmZsJy4sVi1I8GDvss+oKT/c4\n"
    "BMrS83HUEYepIiVXabHUonM96Yl+/e1ly0Dg1yqlYf/aUrGtFgjN2VYVb08A4PKZ\n"
    "RW8Nrb8aRvVXWehxvWDtqRJb0Q9+j4jJkeicIu4gP7Jh3DRCl6dwdLrt6MWT0UH4\n"
    "jWmnPeo3Iomh0eDdncY=\n"
    "-----END PUBLIC KEY-----\n";

inline constexpr std::string_view kSecp256k1 =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHQCAQEEIFoZ5TPlpcv/oUwDajLUoIsSrx4czUIgwi02P8LkaOH0oAcGBSuBBAAK\n"
    "oUQDQgAEtppT3fKEZ2xnFU6w5ln72xpzXq1eOAlGGu7+ZU/qsOQ+G+9GmLzFaOXJ\n"
    "ewlpE5jUuSfFlOzFOpKN7vcsH6Q0Yw==\n"
    "-----END EC PRIVATE KEY-----\n";

inline constexpr std::string_view kSecp256k1Spki =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEtppT3fKEZ2xnFU6w5ln72xpzXq1eOAlG\n"
    "Gu7+ZU/qsOQ+G+9GmLzFaOXJewlpE5jUuSfFlOzFOpKN7vcsH6Q0Yw==\n"
    "-----END PUBLIC KEY-----\n";

// openssl pkcs8 -topk8 -iter 2048 -v2 aes-128-cbc, -192-, -256-, each with -v2prf hmacWithSHA256,
// 384, 512.
inline constexpr std::array<std::string_view, 9> kEncrypted{
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhK0qp9JSz5vwICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEED8Xt9PW78lUIu2tAHJ/sUkEQF2R\n"
    "AtcykjCB0Xu0Q+7zDDN7Z88XZYENxwqv+b8X5N2THrUWm9KJQ58wC7wXBW8Kg0pr\n"
    "FgzlStJG261GIEkJysc=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiZTLPnznG25QICCAAw\n"
    "DAYIKoZIhvcNAgoFADAdBglghkgBZQMEAQIEEKwiU0fCpviyQMYEA0uId0gEQGVG\n"
    "1lC6/WHIvTHINiRpX6MWzxsv4fkQqD1OH4GlG+V9n939k1Q0WA2ONUCYfLd7YPqb\n"
    "oJqmM5iBEos8451vOMM=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjhT3/Wm5UvfAICCAAw\n"
    "DAYIKoZIhvcNAgsFADAdBglghkgBZQMEAQIEEPt2cyp8J083Q5KmUN0HHJEEQG6/\n"
    "aL4SUkWiOlkyAvvyBUW6PV27Pjo8I+HCR5Ch50lg3KJ4KhBipfaqIlJfv7PLgRiP\n"
    "Mz773/k2d6+Lcx0o7Iw=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi1Z3nvYnJU1gICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEARYEEC4QcGY22mN0QQC6KP7MQA8EQIgU\n"
    "sf7NQBgu0XXmm9A3aykreZzn7ABLj1Jhbu7mg9kzrXf8H1loVW5d776dqnq20rVK\n"
    "a0Ry0KHWoU/wnIsJJS8=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjFjbE+Oswn3QICCAAw\n"
    "DAYIKoZIhvcNAgoFADAdBglghkgBZQMEARYEEJyLPuiBfxaXizVvzm/wZVsEQD33\n"
    "at9Wt92ScTrGU3xskn5ujQKtnsXUu9TqTnPtshdYPuVT11fxtmGIsLLgaQXJ9b7j\n"
    "+R4V+fLTDPIyZ0kmXRY=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjBNSd5OSaxkQICCAAw\n"
    "DAYIKoZIhvcNAgsFADAdBglghkgBZQMEARYEEBqUbBuzqbVeyU209xTOzMkEQAHt\n"
    "f2OaHuWJlHaLt0Gl6cfK8hMCFaTyXjYG1rQoSZLmztWP9gitdTWeGaMbg2dDuuWz\n"
    "i2KPf1k6T+/nd+DXKrQ=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjOAUsc1YRp9QICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKkihgdz+c+UIBYwSiyISiIEQGNX\n"
    "nEFmxfgiCLTTcgJy0H/yKm4rY6TmWVZTx+vNr+WHouGj721kLz0hlGZbb7qHp57i\n"
    "CrzLhpMzk0E2c+dhSL0=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiss+R0z0cElQICCAAw\n"
    "DAYIKoZIhvcNAgoFADAdBglghkgBZQMEASoEEOzMLU0UnSWoFLOjWdZudxcEQNXh\n"
    "PpJitkWxclZX0qbHDe2EuXe8a6PBMYBRRWTD9wlYXcMxZ0JC+ww44p5Ixs2kRFlG\n"
    "1wll8cXggAsXiJ/byp4=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgOfLA7H4cFawICCAAw\n"
    "DAYIKoZIhvcNAgsFADAdBglghkgBZQMEASoEEBPXWrWgDvEzdCkjnAGVDOEEQGgV\n"
    "pP4NkRNNQLbxRcIRowqQ/eSNSy2svGnDmx1+ZioV1Li4iIAKBHA+FLEt+Zg2ciSO\n"
    "52fZzhdTFrrBAlBnk/A=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n"};

}  // namespace holoband::test::pem_samples
